import type { Difference, DifferenceKind } from '../diff/difference.ts'
import { judgeNoise, type SignatureCounts } from './judge-noise.ts'

/** What is known of one signature: an example of it, and how often each comparison showed it. */
export interface SignatureEvidence extends SignatureCounts {
  readonly example: Difference
}

/** A rule as the plan writes it, and what speaks for it. */
export interface Suggestion {
  readonly rule: { readonly ignore: string } | { readonly unordered: string }
  readonly reason: string
}

/** What neither a list's order nor a value is about: it concerns the answer as a whole, so no rule is to hide it. */
const NEVER: ReadonlySet<DifferenceKind> = new Set([
  'status',
  'truncated-body',
  'encoding',
  'charset',
  'doctype',
  'body-missing',
  'body-extra',
])

/** Rules for what is noise by its counts; nothing for what is real or undecided. Of equal ones the first is told. */
export function suggestRules(signatures: readonly SignatureEvidence[]): readonly Suggestion[] {
  const suggestions = new Map<string, Suggestion>()
  for (const { example, ...counts } of signatures) {
    const { kind, selector } = example
    const { verdict, sentence } = judgeNoise(counts)
    if (verdict !== 'noise' || selector === null || selector === '$' || NEVER.has(kind)) continue
    const rule = kind === 'order' ? { unordered: selector } : { ignore: selector }
    const text = JSON.stringify(rule)
    if (!suggestions.has(text)) suggestions.set(text, { rule, reason: sentence })
  }
  return [...suggestions.values()]
}
