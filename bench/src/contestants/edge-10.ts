import { latency, main } from '../modes.ts'
import { edgeContestant } from './edge.ts'

export const contestant = edgeContestant({
  name: 'edge-10',
  about: 'our edge, 10 routes at 50 %, by request',
  modes: [main, latency],
  routes: 10,
  by: 'request',
})
