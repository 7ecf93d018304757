import type { HttpRoute } from './http-route.ts'
import { ANNOTATIONS, BY_PROXY } from './names.ts'

/** What of an object says where its route stands. */
export type ReadRoute = {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> }
  readonly spec: Pick<HttpRoute['spec'], 'rules'>
}

/**
 * Percent of the requests that the candidate gets by the weights in an HTTPRoute, whoever wrote them; null where they
 * are no whole percentage, or the rules differ.
 */
export function readWeight({ metadata, spec }: ReadRoute): number | null {
  const told = Number(metadata.annotations?.[ANNOTATIONS.weight] ?? Number.NaN)
  const legacy = metadata.annotations?.[ANNOTATIONS.legacyBackends]
  const weights = commonWeights(spec.rules ?? [])
  if (weights === null || legacy === undefined || !Number.isInteger(told)) return null
  if (weights.length === 0) return told
  if (legacy === BY_PROXY) return weights.length === 1 && weights[0] !== 0 ? told : null
  return percentOf(sumOf(weights.slice(0, Number(legacy))), sumOf(weights.slice(Number(legacy))))
}

/** The weights of the backends, if they are the same in every rule. */
function commonWeights(rules: NonNullable<ReadRoute['spec']['rules']>): readonly number[] | null {
  const [first, ...others] = rules.map(({ backendRefs = [] }) => backendRefs.map(({ weight = 1 }) => weight))
  return first !== undefined && others.every((other) => other.join() === first.join()) ? first : null
}

function percentOf(legacy: number, candidate: number): number | null {
  const percent = (100 * candidate) / (legacy + candidate)
  return Number.isInteger(percent) ? percent : null
}

function sumOf(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0)
}
