import { modes } from '../modes.ts'
import { edgeContestant } from './edge.ts'

export const contestant = edgeContestant({
  name: 'edge-1000',
  about: 'our edge, 1,000 routes at 50 %, by request; all of them are asked in turn',
  modes,
  routes: 1000,
  by: 'request',
})
