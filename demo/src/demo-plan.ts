import { readFile } from 'node:fs/promises'
import { isMap, isSeq, parseDocument } from 'yaml'
import { DemoError } from './errors.ts'
import { planFile } from './read-plan.ts'

/** Which candidate is reached through a stand-in, and where that one listens. */
export interface StandIn {
  readonly route: string
  readonly url: string
}

const STAND_IN = 'stand-in'

/**
 * The plan of the worked example as the demo moves it: every route goes by itself, half of the answers are compared, and the
 * gates ask for so little that a move takes minutes, not days.
 */
export async function demoPlan(stepSeconds: number, standIn: StandIn | null = null): Promise<string> {
  const document = parseDocument(await readFile(planFile, 'utf8'))
  document.setIn(['autopilot'], { atOnce: 8 })
  document.setIn(['defaults', 'auto'], true)
  document.setIn(['defaults', 'compare', 'sample'], '50%')
  // Less than a fifth of what twenty users click would prove nothing within minutes.
  document.setIn(['defaults', 'ramp'], [20, 50, 100])
  document.setIn(['defaults', 'gates'], {
    minComparisons: 15,
    mismatch: '20%',
    errors: '+25%',
    latencyP95: 'none',
    bake: `${Math.ceil(stepSeconds)}s`,
  })
  if (standIn) {
    document.setIn(['upstreams', STAND_IN], { url: standIn.url, health: '/healthz', dryRun: true })
    const routes = document.get('routes')
    const items: readonly unknown[] = isSeq(routes) ? routes.items : []
    const route = items.find((item) => isMap(item) && item.get('id') === standIn.route)
    if (!isMap(route)) throw new DemoError('ERR_DEMO_PLAN', `the plan has no route ${standIn.route}`)
    route.set('candidate', STAND_IN)
  }
  return document.toString({ lineWidth: 0 })
}
