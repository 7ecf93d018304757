import { parentPort } from 'node:worker_threads'
import { compare, compileRules, redact, type Against, type Pair, type Rule } from '@strangler/comparison'
import { parseSelector, type Compare } from '@strangler/migration-plan'
import { Ledger, type Findings } from './ledger.ts'

/** What the thread is told. */
export type Task =
  | { readonly kind: 'policies'; readonly routes: Readonly<Record<string, Compare>> }
  | { readonly kind: 'compare'; readonly against: Against; readonly pair: Pair }
  | { readonly kind: 'take' }

/** What it answers, in order: one `done` for each pair, one `taken` for each `take`. */
export type Done = { readonly kind: 'done' } | { readonly kind: 'taken'; readonly findings: Findings }

interface Policy {
  readonly rules: readonly Rule[]
  readonly compiled: ReturnType<typeof compileRules>
  /** Of legacy against itself, which calls nothing by other names. */
  readonly compiledForItself: ReturnType<typeof compileRules>
  readonly redact: readonly Selector[]
}
type Selector = Rule['at']

const NONE: Policy = policyOf({ sample: 0, rules: [], redact: [] })
let policies = new Map<string, Policy>()
const ledger = new Ledger((pair) => redact(pair, (policies.get(pair.route) ?? NONE).redact))

parentPort?.on('message', (task: Task) => {
  if (task.kind === 'policies')
    policies = new Map(Object.entries(task.routes).map(([route, policy]) => [route, policyOf(policy)]))
  else if (task.kind === 'take') answer({ kind: 'taken', findings: ledger.take() })
  else {
    const { against, pair } = task
    const { compiled, compiledForItself } = policies.get(pair.route) ?? NONE
    const comparison = compare(pair, against === 'legacy' ? compiledForItself : compiled)
    ledger.add({ against, pair, comparison })
    answer({ kind: 'done' })
  }
})

function answer(done: Done): void {
  parentPort?.postMessage(done)
}

function policyOf({ rules: written, redact: hidden }: Compare): Policy {
  const rules = written.map((rule): Rule => ({ ...rule, at: selectorOf(rule.at) }))
  return {
    rules,
    compiled: compileRules(rules),
    compiledForItself: compileRules(rules.filter(({ kind }) => kind !== 'rename')),
    redact: hidden.map(selectorOf),
  }
}

/** Tables are parsed before they come here, so that their selectors are known to be some. */
function selectorOf(text: string): Selector {
  const parsed = parseSelector(text)
  if (!parsed.ok) throw new TypeError(`selector "${text}": ${parsed.reason}`)
  return parsed.selector
}
