import { compareAgain, type Difference, type Example, type NoiseVerdict } from '@strangler/comparison'
import { ruleText, type CompareRule } from '@strangler/migration-plan'
import type { ComparisonStore } from '../store/comparison-store.ts'
import { assess } from './assess.ts'
import { compilePlanRules, selectorOf } from './compile-plan-rules.ts'

/** What rules would make of the examples of a route. */
export interface Trial {
  readonly route: string
  readonly examples: number
  readonly equal: number
  /** Real ones first. */
  readonly differences: readonly Remaining[]
  readonly rules: readonly TriedRule[]
}

export interface Remaining extends Pick<Difference, 'signature' | 'kind' | 'place' | 'selector' | 'note'> {
  /** By what is known of the signature; undecided where it is a new one. */
  readonly verdict: NoiseVerdict['verdict']
  readonly values: Pick<Difference, 'legacy' | 'candidate'>
  /** Ids, latest first. */
  readonly examples: readonly string[]
}

export interface TriedRule {
  readonly rule: string
  /** In how many of them it made a difference go. */
  readonly examples: number
  /** What it makes go without any other rule. */
  readonly silences: readonly Pick<Difference, 'signature' | 'kind' | 'place'>[]
}

const EVER = new Date(0)
const RANK = { real: 0, undecided: 1, noise: 2 } as const
const MOST_IDS = 5

/** Compares the latest examples of a route again. One after the other, so that others are answered between them. */
export async function tryRules(
  store: ComparisonStore,
  route: string,
  rules: readonly CompareRule[],
  limit: number,
): Promise<Trial> {
  const heads = await store.exampleHeads({ route, limit })
  const tally = createTally(rules)
  for (const { id, against } of heads) {
    if (against === 'legacy') continue
    const example = await store.example(id)
    if (example) tally.add(example)
  }
  const ever = await store.outcomes({ route, since: EVER })
  const { signatures } = assess(ever, ever)
  const verdicts = new Map(signatures.map(({ signature, verdict }) => [signature, verdict]))
  const { remaining, ...counts } = tally.result()
  const differences = remaining
    .map((one): Remaining => ({ ...one, verdict: verdicts.get(one.signature) ?? 'undecided' }))
    .toSorted((one, other) => RANK[one.verdict] - RANK[other.verdict])
  return { route, ...counts, differences }
}

interface Tally {
  readonly add: (example: Example) => void
  readonly result: () => Omit<Trial, 'route' | 'differences'> & {
    readonly remaining: readonly Omit<Remaining, 'verdict'>[]
  }
}

function createTally(rules: readonly CompareRule[]): Tally {
  const all = compilePlanRules(rules)
  const each = rules.map((rule) => ({ rule, alone: compilePlanRules([rule]) }))
  const uses = each.map(() => ({ examples: 0, silences: new Map<string, Difference>() }))
  const left = new Map<string, { readonly difference: Difference; readonly ids: string[] }>()
  let [examples, equal] = [0, 0]

  function attribute(example: Example, bare: readonly Difference[], number: number): void {
    const [rule, use] = [each[number], uses[number]]
    if (!rule || !use) return
    use.examples++
    const { differences } = compareAgain(example, rule.alone, selectorOf)
    const staying = new Set(differences.map(({ signature }) => signature))
    for (const gone of bare) if (!staying.has(gone.signature)) use.silences.set(gone.signature, gone)
  }

  return {
    add(example) {
      const { bare, differences, fired } = compareAgain(example, all, selectorOf)
      examples++
      if (differences.length === 0) equal++
      for (const number of fired) attribute(example, bare, number)
      for (const difference of new Map(differences.map((one) => [one.signature, one])).values()) {
        const known = left.get(difference.signature) ?? { difference, ids: [] }
        known.ids.push(example.id)
        left.set(difference.signature, known)
      }
    },
    result: () => ({
      examples,
      equal,
      remaining: [...left.values()].map(({ difference, ids }) => remainingOf(difference, ids)),
      rules: each.map(({ rule }, number) => ({
        rule: ruleText(rule),
        examples: uses[number]?.examples ?? 0,
        silences: [...(uses[number]?.silences.values() ?? [])].map(({ signature, kind, place }) => ({
          signature,
          kind,
          place,
        })),
      })),
    }),
  }
}

function remainingOf(difference: Difference, ids: readonly string[]): Omit<Remaining, 'verdict'> {
  const { signature, kind, place, selector, note, legacy, candidate } = difference
  return {
    ...{ signature, kind, place, selector, note },
    values: { legacy, candidate },
    examples: ids.slice(0, MOST_IDS),
  }
}
