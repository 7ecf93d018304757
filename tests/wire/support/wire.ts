import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import {
  compileTable,
  formatProblem,
  parsePlan,
  standingFor,
  type RouteTable,
} from '@strangler/migration-plan'
import type { ListeningPlane } from '../../conformance/planes/plane.ts'
import { eventually } from '../../support/eventually.ts'
import type { Wire } from './behaviour.ts'
import { connectRaw } from './raw-client.ts'
import type { ScriptedUpstream } from './scripted-upstream.ts'

/** The table of the suite; `nobody` is an address where nothing listens. */
export function wireTable(upstream: string, nobody: string): RouteTable {
  const route = (id: string, more: object): object => ({ id, match: { path: `/${id}/*` }, ...more })
  const plan = {
    apiVersion: 'strangler/v1',
    kind: 'MigrationPlan',
    name: 'wire',
    legacy: 'scripted',
    upstreams: {
      scripted: { url: upstream },
      nobody: { url: nobody },
      half: { urls: [nobody, upstream] },
    },
    defaults: { timeouts: { connect: '500ms' } },
    routes: [
      route('impatient', { timeouts: { response: '400ms' }, retries: 0 }),
      route('once', { retries: 0 }),
      route('nobody', { candidate: 'nobody', retries: 1 }),
      route('half', { candidate: 'half', retries: 3 }),
    ],
  }
  const parsed = parsePlan(JSON.stringify(plan), { env: {} })
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  return compileTable(parsed.plan, { nobody: standingFor(100), half: standingFor(100) }, 1)
}

/** An address where nothing listens: it was free a moment ago, and is of no range that others are given. */
export async function addressOfNobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

const NONE = { legacy: { errors5xx: 0 }, candidate: { errors5xx: 0 } }

/** What the behaviour of that number is given. */
export function createWire(plane: ListeningPlane, upstream: ScriptedUpstream, number: number): Wire {
  const word = `${plane.name}-${number}-`
  return {
    plane,
    path: `/${word}`,
    at: (route) => `/${route}/${word}`,
    answer: (script) => upstream.answer(word, script),
    reached: () => upstream.asked(word),
    reachedBy: (count) =>
      eventually(() => {
        const reached = upstream.asked(word)
        return reached.length >= count ? reached : null
      }),
    eventually: (condition, withinMs = 30_000) => eventually(condition, { withinMs }),
    async errors(route) {
      const { legacy, candidate } = (await plane.traffic())[route] ?? NONE
      return legacy.errors5xx + candidate.errors5xx
    },
    connect: () => connectRaw(plane.port),
    async ask(bytes) {
      const client = await connectRaw(plane.port)
      client.write(bytes)
      return client.end()
    },
  }
}
