import type { RankedDifference } from '../../api/comparison-answers.ts'

/** Whether a difference is seen more or less often than before, by the last hour and the whole period. */
export function trendOf(
  whole: Pick<RankedDifference, 'candidate'>,
  lastHour: Pick<RankedDifference, 'candidate'> | undefined,
): readonly [mark: string, words: string] {
  const share = ({ candidate }: Pick<RankedDifference, 'candidate'>): number =>
    candidate.of === 0 ? 0 : candidate.differing / candidate.of
  if (!lastHour || lastHour.candidate.differing === 0) return ['↓', 'not in the last hour']
  const [before, now] = [share(whole), share(lastHour)]
  if (now > before * 1.25) return ['↗', 'more often in the last hour']
  return now < before * 0.8 ? ['↘', 'less often in the last hour'] : ['→', 'as often as before']
}
