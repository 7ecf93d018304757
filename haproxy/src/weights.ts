/** Weights of single servers, equal within a side; null where the route lacks the side. */
export interface ServerWeights {
  readonly legacy: number
  readonly candidate: number
}

/** HAProxy's bounds for a weight are 0 and 256 (management guide, "set weight"). */
const HEAVIEST = 256

/**
 * Weights of each server of a side so that `weight` percent of the requests are the candidate's. Exact for up to
 * twice as many addresses on one side as on the other; beyond, as near as HAProxy's 256 steps allow.
 */
export function encodeWeight(weight: number, legacyServers: number, candidateServers: number): ServerWeights {
  if (candidateServers === 0) return { legacy: 100, candidate: 0 }
  if (legacyServers === 0) return { legacy: 0, candidate: 100 }
  const common = divisor(legacyServers, candidateServers)
  const legacy = ((100 - weight) * candidateServers) / common
  const candidate = (weight * legacyServers) / common
  const heaviest = (100 * Math.max(legacyServers, candidateServers)) / common
  const scale = heaviest > HEAVIEST ? HEAVIEST / heaviest : 1
  return { legacy: scaled(legacy, scale), candidate: scaled(candidate, scale) }
}

/** The percentage that weights of servers stand for, or null if no percentage is written so. */
export function decodeWeight(
  legacyWeights: readonly number[],
  candidateWeights: readonly number[],
): number | null {
  const legacy = commonValue(legacyWeights)
  const candidate = commonValue(candidateWeights)
  if (legacy === null || candidate === null) return null
  if (candidateWeights.length === 0) return legacy === 100 ? 0 : null
  if (legacyWeights.length === 0) return candidate === 100 ? 100 : null
  for (let weight = 0; weight <= 100; weight++) {
    const encoded = encodeWeight(weight, legacyWeights.length, candidateWeights.length)
    if (encoded.legacy === legacy && encoded.candidate === candidate) return weight
  }
  return null
}

function scaled(weight: number, scale: number): number {
  return weight === 0 ? 0 : Math.max(1, Math.round(weight * scale))
}

function commonValue(values: readonly number[]): number | null {
  const [first = 0, ...others] = values
  return others.every((value) => value === first) ? first : null
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b)
}
