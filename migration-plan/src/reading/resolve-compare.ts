import { COMPARE_DEFAULTS, type CompareFile } from '../language/compare-schema.ts'
import { durationMs } from '../language/duration.ts'
import { percentOf } from '../language/percent.ts'
import { rule, type RuleFile } from '../language/rule-schema.ts'
import type { Compare, CompareRule } from '../plan.ts'

/** How answers are compared; where only one side answers, none are. */
export function resolveCompare(written: CompareFile, comparable: boolean): Compare {
  const { sample, rules, redact } = { ...COMPARE_DEFAULTS, ...written }
  return { sample: comparable ? percentOf(sample) : 0, rules: rules.flatMap(resolveRule), redact }
}

/** A rule as plans write it; null for what is none. */
export function parseRule(written: unknown): CompareRule | null {
  const parsed = rule.safeParse(written)
  return parsed.success ? (resolveRule(parsed.data)[0] ?? null) : null
}

function resolveRule({
  ignore,
  unordered,
  replace,
  tolerance,
  rename,
  equate,
}: RuleFile): readonly CompareRule[] {
  if (ignore !== undefined) return [{ kind: 'ignore', at: ignore }]
  if (unordered !== undefined) return [{ kind: 'unordered', at: unordered }]
  if (replace) return [{ kind: 'replace', ...replace }]
  if (rename) return [{ kind: 'rename', ...rename }]
  if (equate) return [{ kind: 'equate', ...equate }]
  if (tolerance) {
    const { at, numeric, time } = tolerance
    return [
      numeric === undefined
        ? { kind: 'tolerance', at, of: 'time', within: durationMs(time ?? '') }
        : { kind: 'tolerance', at, of: 'number', within: numeric },
    ]
  }
  return []
}
