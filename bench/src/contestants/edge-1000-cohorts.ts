import { latency, main } from '../modes.ts'
import { edgeContestant } from './edge.ts'

export const contestant = edgeContestant({
  name: 'edge-1000-cohorts',
  about: 'our edge, 1,000 routes at 50 %, by cohort of the user cookie; all of them are asked in turn',
  modes: [main, latency],
  routes: 1000,
  by: 'user',
})
