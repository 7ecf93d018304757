import type { NoiseVerdict, SignatureCounts } from '@strangler/comparison'
import type { ExampleHead, KnownSignature } from '../store/comparisons/read-examples.ts'
import type { Assessed } from './assess.ts'

/** A disagreement of a route, with what there is to look at. */
export interface RankedDifference extends SignatureCounts, NoiseVerdict {
  readonly signature: string
  readonly kind: string
  readonly place: string
  readonly selector: string | null
  readonly note: string | null
  /** What each side had there the first time. */
  readonly values: { readonly legacy: string | null; readonly candidate: string | null }
  readonly firstSeen: Date | null
  readonly lastSeen: Date | null
  /** Ids, latest first. */
  readonly examples: readonly string[]
}

/** What is known of each signature, in their order. */
export function differencesOf(
  route: string,
  assessed: readonly Assessed[],
  known: ReadonlyMap<string, KnownSignature>,
  examples: readonly ExampleHead[],
  { most }: { readonly most: number },
): readonly RankedDifference[] {
  const ids = Map.groupBy(
    examples.flatMap(({ id, signatures }) => signatures.map((signature) => ({ id, signature }))),
    ({ signature }) => signature,
  )
  return assessed.map((each) => ({
    ...each,
    ...describe(route, each.signature, known.get(each.signature)),
    examples: (ids.get(each.signature) ?? []).slice(0, most).map(({ id }) => id),
  }))
}

type Description = Pick<
  RankedDifference,
  'kind' | 'place' | 'selector' | 'note' | 'values' | 'firstSeen' | 'lastSeen'
>

function describe(route: string, signature: string, known: KnownSignature | undefined): Description {
  if (known === undefined)
    return {
      ...wordsOf(route, signature),
      ...{ selector: null, note: null, values: { legacy: null, candidate: null } },
      ...{ firstSeen: null, lastSeen: null },
    }
  const { difference, firstSeen, lastSeen } = known
  const { kind, place, selector, note, legacy, candidate } = difference
  return { kind, place, selector, note, values: { legacy, candidate }, firstSeen, lastSeen }
}

/** A signature whose example is gone still says kind and place itself. */
function wordsOf(route: string, signature: string): { readonly kind: string; readonly place: string } {
  const [kind = '', ...place] = signature.slice(route.length + 1).split(' ')
  return { kind, place: place.join(' ') }
}
