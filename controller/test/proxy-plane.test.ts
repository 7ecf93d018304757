import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import type { RouteTable } from '@strangler/migration-plan'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { startProxy, type TestProxy } from '../../strangler-proxy/test/support/proxy.ts'
import { createProxyPlane } from '../src/planes/proxy-plane.ts'
import type { Plane } from '../src/planes/plane.ts'

const ROUTES = 500

describe('a proxy as a plane', () => {
  let proxy: TestProxy
  /** Passes requests on to the proxy's admin API, and notes them. */
  let between: Server
  let plane: Plane
  let version = 1
  const sent: { readonly method: string | undefined; readonly bytes: number }[] = []

  const table = (weight: number, more: Readonly<Record<string, unknown>> = {}): RouteTable =>
    tableOf({
      routes: Array.from({ length: ROUTES }, (_, at) => ({
        id: `r${at}`,
        match: { path: `/r${at}` },
        ...more,
      })),
      weights: { r7: weight },
      version: version++,
    })
  const tell = async (next: RouteTable): Promise<void> => {
    await plane.observe()
    sent.splice(0)
    await plane.apply(next)
  }
  const methods = (): readonly unknown[] => sent.map(({ method }) => method)

  before(async () => {
    proxy = await startProxy(null)
    between = createServer((req, res) => {
      void text(req).then(async (body) => {
        if (req.method !== 'GET') sent.push({ method: req.method, bytes: body.length })
        const answer = await proxy.admin(req.url ?? '/', req.method, req.method === 'GET' ? undefined : body)
        res.writeHead(answer.status).end(JSON.stringify(answer.body))
      })
    })
    between.listen(0, '127.0.0.1')
    await once(between, 'listening')
    plane = createProxyPlane(`http://127.0.0.1:${(between.address() as AddressInfo).port}`)
  })
  after(async () => {
    await plane.close()
    between.close()
    await proxy.stop()
  })

  it('is told a table whole, and then what moves', async () => {
    await tell(table(0))
    expect(methods()).to.deep.equal(['PUT'])
    const moved = table(33)
    await tell(moved)
    expect(methods()).to.deep.equal(['PATCH'])
    expect(sent[0]?.bytes).to.be.below(200)
    expect((await proxy.admin('/table')).body).to.deep.equal(moved)
  })

  it('is told a table whole where more than standings changed', async () => {
    await tell(table(33, { retries: 0 }))
    expect(methods()).to.deep.equal(['PUT'])
  })

  it('is told a table whole after somebody else told it another one', async () => {
    await tell(table(5))
    await proxy.apply(table(80))
    await tell(table(33))
    expect(methods()).to.deep.equal(['PUT'])
  })

  it('is told a table whole if it is another one by the time that moves reach it', async () => {
    await tell(table(5))
    await plane.observe()
    await proxy.apply(table(80))
    sent.splice(0)
    const next = table(50)
    await plane.apply(next)
    expect(methods()).to.deep.equal(['PATCH', 'PUT'])
    expect((await proxy.admin('/table')).body).to.deep.equal(next)
  })
})
