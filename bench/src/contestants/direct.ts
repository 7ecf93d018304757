import { modes } from '../modes.ts'
import type { Contestant } from './contestant.ts'

/** Nothing between: what load generator and upstream could do at most, sharing their core. */
export const contestant: Contestant = {
  name: 'direct',
  about: 'the upstream itself, nothing between',
  peer: false,
  modes,
  routes: 1000,
  prepare: () => Promise.resolve(null),
}
