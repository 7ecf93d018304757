import type { Where } from '../diff/where.ts'
import { compileReplacement } from './pattern.ts'
import type { Rule, Scalar, Selector } from './rule.ts'
import { selects } from './selects.ts'
import { areNumbersNear, areTimesNear } from './tolerances.ts'

export interface Renaming {
  readonly rule: number
  readonly at: Selector
  readonly to: string
}

/** Rules made ready for many comparisons. Rules are named by their number in the list that they come from. */
export interface CompiledRules {
  readonly size: number
  readonly renamings: readonly Renaming[]
  /** The rule by which nothing at this place counts. */
  readonly ignoring: (where: Where) => number | null
  /** The rule by which the parts at this place come in any order. */
  readonly unordering: (where: Where) => number | null
  /** The rule by which two values at this place are the same; those before it have had their say. */
  readonly equating: (where: Where, legacy: Scalar, candidate: Scalar) => number | null
}

type ValueRule = Extract<Rule, { kind: 'replace' | 'tolerance' | 'equate' }>
interface Numbered<Kind> {
  readonly rule: number
  readonly of: Kind
}

/** Throws ComparisonError (ERR_COMPARISON_PATTERN) for a pattern that cannot be matched in linear time. */
export function compileRules(rules: readonly Rule[]): CompiledRules {
  const numbered = rules.map((of, rule) => ({ rule, of }))
  const steps = numbered.flatMap(({ rule, of }) =>
    of.kind === 'replace' || of.kind === 'tolerance' || of.kind === 'equate' ? [valueStep({ rule, of })] : [],
  )
  const choose =
    (kind: Rule['kind'], below: boolean) =>
    (where: Where): number | null =>
      numbered.find(({ of }) => of.kind === kind && selects(of.at, where, below))?.rule ?? null
  return {
    size: rules.length,
    renamings: numbered.flatMap(({ rule, of }) =>
      of.kind === 'rename' ? [{ rule, at: of.at, to: of.to }] : [],
    ),
    ignoring: choose('ignore', true),
    unordering: choose('unordered', false),
    equating(where, legacy, candidate) {
      let values: Values = [legacy, candidate]
      for (const { rule, at, apply } of steps) {
        if (!selects(at, where, true)) continue
        const applied = apply(values)
        if (applied === null || applied[0] === applied[1]) return rule
        values = applied
      }
      return null
    },
  }
}

type Values = readonly [legacy: Scalar, candidate: Scalar]
interface ValueStep {
  readonly rule: number
  readonly at: Selector
  /** The two values afterwards; null where they mean the same. */
  readonly apply: (values: Values) => Values | null
}

function valueStep({ rule, of }: Numbered<ValueRule>): ValueStep {
  return { rule, at: of.at, apply: applying(of) }
}

function applying(rule: ValueRule): ValueStep['apply'] {
  if (rule.kind === 'equate') {
    const means = (value: Scalar): boolean =>
      rule.values.some((own) => own === value || (typeof value === 'string' && String(own) === value))
    return (values) => (values.every(means) ? null : values)
  }
  if (rule.kind === 'tolerance') {
    const areNear = rule.of === 'number' ? areNumbersNear : areTimesNear
    // Another type is no small difference.
    return (values) =>
      typeof values[0] === typeof values[1] && areNear(...values, rule.within) ? null : values
  }
  const replace = compileReplacement(rule.pattern, rule.with)
  return ([legacy, candidate]) => [replaceIn(legacy), replaceIn(candidate)]
  function replaceIn(value: Scalar): Scalar {
    return typeof value === 'string' ? replace(value) : value
  }
}
