import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Report } from '@strangler/comparison'
import type { RouteTable, Side } from '@strangler/migration-plan'

/** A plane that does on command what a real one does only in trouble: refuse, hang, forget, be moved by hand. */
export interface StandInPlane {
  readonly url: string
  table: () => RouteTable | null
  weight: (route: string) => number | undefined
  /** As if it had sent requests of a route to a side, some of them failed. */
  sends: (route: string, side: Side, requests: number, errors?: number) => void
  /** As an operator would, at the plane itself. */
  setByHand: (route: string, weight: number) => void
  behave: (how: 'well' | 'refuse' | 'hang' | 'ignore') => void
  /** Stops listening; `start` listens on the same port, as a new instance with the table that is given. */
  stop: () => Promise<void>
  start: (table?: RouteTable | null) => Promise<void>
  /** How many tables it was sent. */
  applied: () => number
  /** What it says of its comparisons; any JSON, so that it may be nonsense. */
  reports: (report: Partial<Report> | null) => void
  /** What it was told of the batches that it need not keep: the instance that was meant, and the number. */
  acknowledged: () => readonly (readonly [instance: string | undefined, after: number])[]
}

/** Speaks the proxy's admin API: PUT /table, GET /observation, GET /comparisons. */
export async function startStandInPlane(): Promise<StandInPlane> {
  let server: Server | null = null
  let port = 0
  let instance = randomUUID()
  let table: RouteTable | null = null
  let weights: Record<string, number> = {}
  let mode: Parameters<StandInPlane['behave']>[0] = 'well'
  let applied = 0
  const sent = new Map<string, number>()
  const failed = new Map<string, number>()
  let report: Partial<Report> | null = { instance, batches: [], dropped: 0 }
  const acknowledged: [string | undefined, number][] = []

  function take(next: RouteTable | null): void {
    table = next
    weights = Object.fromEntries((next?.routes ?? []).map(({ id, weight }) => [id, weight]))
  }

  async function listen(): Promise<void> {
    server = createServer((req, res) => {
      const answer = (status: number, body: unknown): void => {
        res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      }
      if (mode === 'hang') return
      const { pathname, searchParams } = new URL(req.url ?? '/', 'http://plane')
      if (pathname === '/comparisons') {
        const meant = req.headers['x-strangler-instance']?.toString()
        acknowledged.push([meant, Number(searchParams.get('after'))])
        return answer(200, report)
      }
      if (req.method === 'GET') return answer(200, observation())
      if (req.method === 'PATCH') return answer(405, { error: { message: 'tables come whole' } })
      void text(req).then((body) => {
        const next = JSON.parse(body) as RouteTable
        applied += 1
        if (mode === 'refuse') return answer(400, { error: { message: 'bad table' } })
        if (table && next.version < table.version) return answer(409, { error: { message: 'older' } })
        if (mode === 'well') take(next)
        return answer(200, { version: next.version })
      })
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }

  function observation(): unknown {
    const side = (id: string, name: Side): object => ({
      requests: 3 + (sent.get(`${id} ${name}`) ?? 0),
      errors5xx: 1 + (failed.get(`${id} ${name}`) ?? 0),
      inFlight: 0,
    })
    const traffic = Object.fromEntries(
      Object.keys(weights).map((id) => [
        id,
        { legacy: side(id, 'legacy'), candidate: side(id, 'candidate') },
      ]),
    )
    return { instance, version: table?.version ?? null, weights, traffic }
  }

  await listen()
  return {
    url: `http://127.0.0.1:${port}`,
    table: () => table,
    weight: (route) => weights[route],
    sends: (route, side, requests, errors = 0) => {
      const key = `${route} ${side}`
      sent.set(key, (sent.get(key) ?? 0) + requests)
      failed.set(key, (failed.get(key) ?? 0) + errors)
    },
    setByHand: (route, weight) => {
      weights[route] = weight
    },
    behave: (how) => {
      mode = how
    },
    async stop() {
      if (!server) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
      server = null
    },
    async start(next = null) {
      instance = randomUUID()
      sent.clear()
      failed.clear()
      take(next)
      await listen()
    },
    applied: () => applied,
    reports(next) {
      report = next
    },
    acknowledged: () => acknowledged,
  }
}
