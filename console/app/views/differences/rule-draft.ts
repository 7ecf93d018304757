import type { RankedDifference } from '../../api/comparison-answers.ts'

/** A rule as plans write it, such as `{ ignore: '$.time' }`. */
export type WrittenRule = Readonly<Record<string, unknown>>

interface RuleDraft {
  /** What it does, for people. */
  readonly name: string
  readonly rule: WrittenRule
}

/** Rules that could keep a difference quiet, the one that hides most last. */
export function ruleDrafts({ selector, place, kind, values }: RankedDifference): readonly RuleDraft[] {
  const at = selector ?? place
  const { legacy, candidate } = values
  return [
    ...(legacy === null || candidate === null ? [] : ofValues(at, legacy, candidate)),
    ...(kind.includes('order') ? [{ name: 'the order means nothing', rule: { unordered: at } }] : []),
    { name: 'do not compare this place', rule: { ignore: at } },
  ]
}

function ofValues(at: string, legacy: string, candidate: string): readonly RuleDraft[] {
  const same = {
    name: 'these two mean the same',
    rule: { equate: { at, values: [scalar(legacy), scalar(candidate)] } },
  }
  const numeric = apart(Number(legacy), Number(candidate))
  if (!Number.isNaN(numeric))
    return [{ name: 'numbers that near are the same', rule: { tolerance: { at, numeric } } }, same]
  const ms = apart(Date.parse(legacy), Date.parse(candidate))
  if (Number.isNaN(ms)) return [same]
  const time = `${String(Math.ceil(ms / 1000))}s`
  return [{ name: 'times that near are the same', rule: { tolerance: { at, time } } }, same]
}

function apart(one: number, other: number): number {
  return Math.abs(one - other)
}

/** What a text says as JSON would have it: `1` is a number, `true` is none. */
function scalar(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' ? text : value
  } catch {
    return text
  }
}

/** The rule that a text holds; null for what is none. */
export function ruleOf(text: string): WrittenRule | null {
  try {
    const rule = JSON.parse(text) as unknown
    const isRule =
      typeof rule === 'object' && rule !== null && !Array.isArray(rule) && Object.keys(rule).length === 1
    return isRule ? (rule as WrittenRule) : null
  } catch {
    return null
  }
}

/** What to paste into the plan: JSON is YAML, too. */
export function yamlOf(route: string, rule: WrittenRule): string {
  const [[name, value] = ['', '']] = Object.entries(rule)
  return `  - id: ${route}
    compare:
      rules:
        - ${name}: ${JSON.stringify(value)}
`
}
