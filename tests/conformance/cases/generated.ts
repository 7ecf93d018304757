import { parsePlan } from '@strangler/migration-plan'
import fc from 'fast-check'
import type { Asked } from '../case.ts'
import { planText, type WorldRoute } from '../world.ts'

/** A table that nobody would write, and requests that come close to its routes. */
export interface GeneratedWorld {
  readonly seed: number
  readonly routes: readonly WorldRoute[]
  readonly requests: readonly Asked[]
}

const TABLES = 12
const REQUESTS = 30

const segment = fc.constantFrom('a', 'b', 'c', ':p', 'é')
const pattern = fc
  .tuple(fc.array(segment, { maxLength: 4 }), fc.constantFrom('', '/', '/*'))
  .map(([segments, end]) => `/${segments.join('/')}${segments.length === 0 ? end.replace(/^\//, '') : end}`)
const methods = fc.subarray(['GET', 'HEAD', 'POST', 'PUT'], { minLength: 1 })
const route = fc.record({
  path: pattern,
  methods: fc.option(methods, { nil: null, freq: 3 }),
  host: fc.option(fc.constantFrom('one.example', 'two.example'), { nil: null, freq: 3 }),
  weight: fc.constantFrom(0, 100, 40),
  deny: fc.nat(9).map((roll) => roll === 0),
})

const part = fc.constantFrom(
  ...[
    'a',
    'b',
    'c',
    'a',
    'b',
    'c',
    'd',
    '',
    '.',
    '..',
    ':p',
    '%61',
    '%C3%A9',
    'a;x',
    ';',
    '..;',
    '%2e',
    '%2F',
  ],
)
const request = fc
  .record({
    path: fc.array(part, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`),
    method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE'),
    host: fc.constantFrom('one.example', 'TWO.example.:81', 'three.example', 'one.example:80'),
    user: fc.nat(9999),
  })
  .map(({ path, method, host, user }): Asked => ({
    method,
    target: path,
    headers: [
      ['Host', host],
      ['X-User', String(user)],
      ...(method === 'POST' || method === 'PUT' ? ([['Content-Length', '0']] as const) : []),
    ],
  }))

/** The same worlds in every run. */
export const generatedWorlds: readonly GeneratedWorld[] = Array.from({ length: TABLES }, (_, at) => {
  const seed = at + 1
  const [written = []] = fc.sample(fc.array(route, { minLength: 4, maxLength: 25 }), { seed, numRuns: 1 })
  return {
    seed,
    routes: withoutAmbiguity(written),
    requests: fc.sample(request, { seed, numRuns: REQUESTS }),
  }
})

type Written = typeof route extends fc.Arbitrary<infer T> ? T : never

/** Those of the routes that the plan language takes next to the ones before. */
function withoutAmbiguity(written: readonly Written[]): readonly WorldRoute[] {
  let routes: readonly WorldRoute[] = []
  for (const each of written) {
    const more = [...routes, worldRoute(each, `r${routes.length}`)]
    if (parsePlan(planText(more, { old: 'http://o:1', new: 'http://n:1' }), { env: {} }).ok) routes = more
  }
  return routes
}

function worldRoute({ path, methods: only, host, weight, deny }: Written, id: string): WorldRoute {
  const match = { path, ...(only ? { methods: only } : {}), ...(host === null ? {} : { host }) }
  // Between 0 and 100 only a user's cohort leaves no doubt about the side.
  const split = weight === 40 ? { split: { by: 'user', header: 'X-User' } } : {}
  return deny ? { id, match, deny } : { id, match, weight, ...split }
}
