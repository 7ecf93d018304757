import type { Evidence, SideEvidence } from './evidence.ts'

/** Legacy in the same window as the candidate; where it answers nobody any more, in the windows before. */
export function legacyOf(
  { stage, baseline }: Pick<Evidence, 'stage' | 'baseline'>,
  { legacy }: { readonly legacy: SideEvidence },
): SideEvidence {
  return stage === 'live' ? baseline : legacy
}
