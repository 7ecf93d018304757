import type { Pair } from '../answer/answer.ts'
import { compare } from '../diff/compare.ts'
import type { Difference } from '../diff/difference.ts'
import { BODY, bodyAt, itemStep, keyStep, type Step, type Where } from '../diff/where.ts'
import type { RedactedAnswer, RedactedPair } from '../redact/create-redactor.ts'
import { compileRules, type CompiledRules } from '../rules/compile-rules.ts'
import type { Selector } from '../rules/rule.ts'
import type { Example } from './report.ts'

/** Headers that tell of the bytes that it was. */
const OF_BYTES = new Set(['content-encoding', 'content-length'])

/** What rules make of a stored pair. */
export interface ComparedAgain {
  /** Without any rule. */
  readonly bare: readonly Difference[]
  readonly differences: readonly Difference[]
  /** Rules that made a difference go, by their number in the list. */
  readonly fired: readonly number[]
}

const NO_RULES = compileRules([])
/** It says that the text is UTF-8, whatever the headers say of the bytes that it was. */
const MARK = '\uFEFF'

/**
 * Compares a stored pair by other rules than it was. What it was stored without, secrets and bytes that are no text,
 * cannot be compared again: differences in it stay as they were found, but where a rule ignores their place.
 */
export function compareAgain(
  { comparison, pair }: Pick<Example, 'comparison' | 'pair'>,
  rules: CompiledRules,
  parse: (selector: string) => Selector | null,
): ComparedAgain {
  const restored = restore(pair)
  const bare = compare(restored, NO_RULES)
  const { differences, ruledOut } = compare(restored, rules)
  const visible = new Set(bare.differences.map(({ signature }) => signature))
  const hidden = bare.more ? [] : comparison.differences.filter(({ signature }) => !visible.has(signature))
  const judged = hidden.map((difference) => ({ difference, rule: ignoring(difference, rules, parse) }))
  const fired = [
    ...ruledOut.map(({ rule }) => rule),
    ...judged.flatMap(({ rule }) => (rule === null ? [] : [rule])),
  ]
  return {
    bare: [...bare.differences, ...hidden],
    differences: [
      ...differences,
      ...judged.filter(({ rule }) => rule === null).map(({ difference }) => difference),
    ],
    fired: [...new Set(fired)],
  }
}

function restore({ route, request, legacy, candidate }: RedactedPair): Pair {
  const isWhole = legacy.body !== null && candidate.body !== null
  const answer = ({ body, headers, ...rest }: RedactedAnswer): Pair['legacy'] => ({
    ...rest,
    headers: headers.filter(([name]) => !OF_BYTES.has(name.toLowerCase())),
    body: bytesOf(isWhole ? body : null),
  })
  return {
    route,
    request: { ...request, body: bytesOf(request.body) },
    legacy: answer(legacy),
    candidate: answer(candidate),
  }
}

function bytesOf(text: string | null): Uint8Array {
  return Buffer.from(text === null || text === '' ? '' : MARK + text)
}

function ignoring(
  { selector }: Difference,
  rules: CompiledRules,
  parse: (selector: string) => Selector | null,
): number | null {
  const parsed = selector === null ? null : parse(selector)
  const where = parsed && whereOf(parsed)
  return where && rules.ignoring(where)
}

/** Null where the place cannot be told without the elements that stand there. */
function whereOf(selector: Selector): Where | null {
  if (selector.in !== 'body') {
    const { name } = selector
    return selector.in === 'header' ? { in: 'header', name } : { in: 'cookie', name, attribute: null }
  }
  if (selector.steps.length === 0) return selector.attribute === null ? BODY : null
  let step: Step | null = null
  for (const part of selector.steps) {
    if (part.by === 'name' && part.name !== null && !part.deep) step = keyStep(step, part.name)
    else if (part.by === 'index') step = itemStep(step, part.index ?? 0)
    else return null
  }
  return bodyAt(step, selector.attribute)
}
