import { createHash } from 'node:crypto'
import type { ChainedStep, Step } from './step.ts'

/** What the first line of the chain is bound to. */
export const CHAIN_BEGINS = '0'.repeat(64)

/**
 * SHA-256 (FIPS 180-4) over the hash of the line before and all that this one says, as hexadecimal: who changes, removes
 * or inserts a line changes the hash of each later one.
 */
export function hashOf(step: Step, previous: string): string {
  const { id, at, action, who, why, route, from, to, fromStage, toStage, version, evidence } = step
  const content = [
    id,
    at.toISOString(),
    action,
    who,
    why,
    route,
    from,
    to,
    fromStage,
    toStage,
    version,
    evidence,
  ]
  return createHash('sha256')
    .update(`${previous}\n${JSON.stringify(content)}`)
    .digest('hex')
}

/** Walks a chain, line by line from the first on. */
export interface ChainWalk {
  /** Whether the line follows from all before it. A line without a hash does so where none before it has one. */
  readonly follows: (step: ChainedStep) => boolean
  /** Hash of the last line. */
  readonly head: () => string
}

export function walkChain(): ChainWalk {
  let head = CHAIN_BEGINS
  return {
    follows(step) {
      if (step.hash === null) return head === CHAIN_BEGINS
      if (step.hash !== hashOf(step, head)) return false
      head = step.hash
      return true
    },
    head: () => head,
  }
}
