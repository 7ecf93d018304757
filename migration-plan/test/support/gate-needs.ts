import { evidenceAgainst } from '../../src/gates/mixture.ts'
import { grown, isEnough, missingTries } from '../../src/gates/proof.ts'
import { evidenceOfWithin } from '../../src/gates/two-rates.ts'

/** How many requests of its own a good candidate needs to pass, if all goes just as is to be expected. */
export function requestsToPass(rate: number, margin: number, weight: number): number {
  const [candidate, legacy] = [
    { hits: rate, tries: 1 },
    { hits: (rate * (100 - weight)) / weight, tries: (100 - weight) / weight },
  ]
  return needed((times) => evidenceOfWithin(grown(candidate, times), grown(legacy, times), margin))
}

/** How many answers have to be compared. */
export function pairsToPass(rate: number, most: number): number {
  return needed((times) => evidenceAgainst({ hits: rate * times, tries: times }, most, 1))
}

function needed(evidence: (times: number) => number): number {
  return missingTries(1, (times) => isEnough(evidence(times))) ?? Infinity
}
