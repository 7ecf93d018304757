import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { compare, compileRules, redact, type Against, type Pair, type Rule } from '@strangler/comparison'
import { parseSelector, ruleText, type Compare, type CompareRule, type Side } from '@strangler/migration-plan'
import { createPatience } from './patience.ts'
import { Ledger, type Compared, type Equals, type Findings } from './ledger.ts'
import { unpackAnswer, unpackPair, type PackedAnswer, type PackedPair } from './packed-pair.ts'

/** What the thread is told. */
export type Task =
  | { readonly kind: 'policies'; readonly routes: Readonly<Record<string, Compare>> }
  | {
      readonly kind: 'compare'
      readonly id: number
      readonly against: Against
      readonly pair: PackedPair
      readonly own: Side
      readonly mayAskAgain: boolean
    }
  | { readonly kind: 'again'; readonly id: number; readonly answer: PackedAnswer | null }
  | { readonly kind: 'equal'; readonly pairs: readonly Equals[] }
  | { readonly kind: 'take' }

/**
 * What it says. A pair whose answers differ is `doubted` where it may be: something may have changed between the two,
 * which the user's side, asked again, then shows too. In the end each pair is `judged`.
 */
export type Said =
  | { readonly kind: 'doubted'; readonly id: number }
  | { readonly kind: 'judged'; readonly ids: readonly number[] }
  | { readonly kind: 'taken'; readonly findings: Findings }

type Asked = Omit<Extract<Task, { kind: 'compare' }>, 'pair'> & { readonly pair: Pair }

interface Policy {
  readonly candidate: Ruling
  /** Legacy against itself, which calls nothing by other names. */
  readonly legacy: Ruling
  readonly redact: readonly Selector[]
}
type Selector = Rule['at']

interface Ruling {
  readonly compiled: ReturnType<typeof compileRules>
  readonly texts: readonly string[]
}

const NONE: Policy = policyOf({ sample: 0, rules: [], redact: [] })
let policies = new Map<string, Policy>()
const ledger = new Ledger((pair) => redact(pair, (policies.get(pair.route) ?? NONE).redact))

// In Linux, of this thread alone: where cores are short, those who serve users get nine times as much.
setPriority(10)

const doubted = new Map<number, { readonly task: Asked; readonly outcome: Compared }>()
const patience = createPatience()
let judged: number[] = []

parentPort?.on('message', (task: Task) => {
  if (task.kind === 'policies')
    policies = new Map(Object.entries(task.routes).map(([route, policy]) => [route, policyOf(policy)]))
  else if (task.kind === 'take') say({ kind: 'taken', findings: ledger.take() })
  else if (task.kind === 'equal') for (const pairs of task.pairs) ledger.addEquals(pairs)
  else if (task.kind === 'compare') judge({ ...task, pair: unpackPair(task.pair) })
  else judgeAgain(task.id, task.answer)
})

function judge(task: Asked): void {
  const { id, against, pair, mayAskAgain } = task
  const outcome = compared(against, pair)
  if (differs(outcome) && mayAskAgain && patience.isWorthwhile(pair.route)) {
    doubted.set(id, { task, outcome })
    say({ kind: 'doubted', id })
  } else conclude(id, outcome)
}

function judgeAgain(id: number, answer: PackedAnswer | null): void {
  const found = doubted.get(id)
  if (!found) return
  doubted.delete(id)
  const { task, outcome } = found
  const { against, pair, own } = task
  // The side that answered the user comes first where legacy is compared with itself.
  const side = against === 'legacy' ? 'legacy' : own
  const renewed = answer && {
    ...pair,
    [side]: { ...unpackAnswer(answer), durationMs: pair[side].durationMs },
  }
  const second = renewed && compared(against, renewed)
  const isGone = second !== null && !differs(second)
  patience.note(pair.route, isGone)
  conclude(id, isGone ? second : outcome)
}

function compared(against: Against, pair: Pair): Compared {
  const policy = policies.get(pair.route) ?? NONE
  const { compiled, texts } = policy[against]
  return { against, pair, comparison: compare(pair, compiled, policy.redact), rules: texts }
}

function differs({ comparison }: Compared): boolean {
  return comparison.differences.length > 0
}

function conclude(id: number, outcome: Compared): void {
  ledger.add(outcome)
  if (judged.push(id) === 1) setImmediate(sayJudged)
}

/** Of all that came at a time, at once: each message takes time of the thread that serves. */
function sayJudged(): void {
  say({ kind: 'judged', ids: judged })
  judged = []
}

function say(said: Said): void {
  parentPort?.postMessage(said)
}

function policyOf({ rules: written, redact: hidden }: Compare): Policy {
  return {
    candidate: rulingOf(written),
    legacy: rulingOf(written.filter(({ kind }) => kind !== 'rename')),
    redact: hidden.map(selectorOf),
  }
}

function rulingOf(written: readonly CompareRule[]): Ruling {
  const rules = written.map((rule): Rule => ({ ...rule, at: selectorOf(rule.at) }))
  return { compiled: compileRules(rules), texts: written.map(ruleText) }
}

/** Tables are parsed before they come here, so that their selectors are known to be some. */
function selectorOf(text: string): Selector {
  const parsed = parseSelector(text)
  if (!parsed.ok) throw new TypeError(`selector "${text}": ${parsed.reason}`)
  return parsed.selector
}
