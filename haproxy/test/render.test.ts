import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { HaproxyError, renderEdge } from '@strangler/haproxy'
import { compileTable, parsePlan, type RouteTable } from '@strangler/migration-plan'
import { checked, ON_PAPER } from './support/check.ts'
import { tableOf } from './support/tables.ts'

describe('renderEdge', () => {
  it('makes a configuration of the worked example that HAProxy takes without a warning', async () => {
    const text = await readFile('migration-plan/plans/mythoughts.yaml', 'utf8')
    const parsed = parsePlan(text, { env: {} })
    if (!parsed.ok) throw new Error('the example is broken')
    const { config } = await checked(compileTable(parsed.plan, {}, 1))
    expect(config).to.include("description '/search: legacy monolith, candidate frontend, by request'")
    expect(config).to.match(/backend admin\n.*denied'\n\s+http-request deny deny_status 403/)
  })

  it('is a configuration for every feature of a plan', async () => {
    const upstreams = {
      old: { urls: ['http://127.0.0.1:1', 'http://[::1]:2'], health: '/a?b=%20c', host: 'old.internal:8080' },
      new: {
        urls: ['https://127.0.0.1', 'https://localhost:8443'],
        health: '/healthz',
        tls: { verify: false },
      },
      other: { url: 'https://localhost', host: 'other.internal' },
    }
    const edits = { set: { 'X-A': 'b' }, remove: ['X-C'] }
    const headers = { request: edits, response: edits }
    const limits = { connections: 5, queue: '1s' }
    const { config } = await checked(
      tableOf({
        upstreams,
        routes: [
          { id: 'user', match: { path: '/user' }, split: { by: 'user', cookie: 'a.b' }, expose: true },
          { id: 'head', match: { path: '/h/:x/y' }, split: { by: 'user', header: 'X-User' }, retries: 0 },
          { id: 'both', match: { path: "/it's/é/*", host: 'shop.example', methods: ['GET', 'M-SEARCH'] } },
          { id: 'only', match: { path: '/only/*' }, legacy: 'none', candidate: 'other' },
          { id: 'deny', match: { path: '/deny/*' }, deny: true },
          { id: 'edit', match: { path: '/edit' }, split: { by: 'user', header: 'X-User' }, headers, limits },
          { id: 'deep', match: { path: '/:a/:b/:c/:d/:e/:f/:g/:h/:i/:j/:k/*' } },
        ],
      }),
      { pinKey: 'k'.repeat(32) },
    )
    expect(config).to.include('ca-file').and.include('verify none').and.include('listen via.old.1')
  })

  it('gives tables that differ only in weights, stages and version one generation', () => {
    const routes = [{ id: 'a', match: { path: '/a' } }]
    const generation = (test: Parameters<typeof tableOf>[0]): string =>
      renderEdge(tableOf(test), ON_PAPER).generation
    const one = generation({ routes })
    expect(generation({ routes, weights: { a: 33 }, version: 7 })).to.equal(one)
    expect(generation({ routes, defaults: { retries: 1 } })).not.to.equal(one)
    expect(generation({ routes: [{ id: 'a', match: { path: '/b' } }] })).not.to.equal(one)
  })

  it('gives the same text for the same table, also for one that travelled', () => {
    const table = tableOf({ routes: [{ id: 'a', match: { path: '/a' } }], weights: { a: 33 } })
    const travelled = JSON.parse(JSON.stringify(table)) as RouteTable
    expect(renderEdge(travelled, ON_PAPER)).to.deep.equal(renderEdge(table, ON_PAPER))
  })

  it('refuses what would break out of a line, and folders that sockets cannot lie in', () => {
    const table = tableOf({ routes: [{ id: 'a', match: { path: '/a' } }] })
    const evil = { ...table, routes: table.routes.map((route) => ({ ...route, id: 'x\n  server y' })) }
    expect(() => renderEdge(evil, ON_PAPER)).to.throw(HaproxyError, 'is no name')
    expect(() => renderEdge(table, { ...ON_PAPER, directory: `/${'x'.repeat(90)}` })).to.throw(
      HaproxyError,
      'sockets',
    )
  })
})
