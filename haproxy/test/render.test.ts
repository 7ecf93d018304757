import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { HaproxyError, renderEdge, writeEdgeFiles, type EdgeOptions } from '@strangler/haproxy'
import { compileTable, parsePlan, type RouteTable } from '@strangler/migration-plan'
import { tableOf } from './support/tables.ts'

const run = promisify(execFile)

async function withFolder<T>(use: (options: EdgeOptions) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'edge-'))
  try {
    return await use({
      directory,
      host: '127.0.0.1',
      port: 18_080,
      statsHost: '127.0.0.1',
      statsPort: 18_404,
    })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function checked(table: RouteTable, more: Partial<EdgeOptions> = {}): Promise<string> {
  return withFolder(async (options) => {
    const files = renderEdge(table, { ...options, ...more })
    await writeEdgeFiles(options.directory, files)
    const { stdout, stderr } = await run('haproxy', ['-c', '-f', join(options.directory, 'haproxy.cfg')])
    expect(stdout + stderr).not.to.match(/WARNING|ALERT/)
    return files.config
  })
}

describe('renderEdge', () => {
  it('makes a configuration of the worked example that HAProxy takes without a warning', async () => {
    const text = await readFile('migration-plan/plans/mythoughts.yaml', 'utf8')
    const parsed = parsePlan(text, { env: {} })
    if (!parsed.ok) throw new Error('the example is broken')
    const config = await checked(compileTable(parsed.plan, {}, 1))
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
    const config = await checked(
      tableOf({
        upstreams,
        routes: [
          { id: 'user', match: { path: '/user' }, split: { by: 'user', cookie: 'a.b' }, expose: true },
          { id: 'head', match: { path: '/h/:x/y' }, split: { by: 'user', header: 'X-User' }, retries: 0 },
          { id: 'both', match: { path: "/it's/é/*", host: 'shop.example', methods: ['GET', 'M-SEARCH'] } },
          { id: 'only', match: { path: '/only/*' }, legacy: 'none', candidate: 'other' },
          { id: 'deny', match: { path: '/deny/*' }, deny: true },
          { id: 'deep', match: { path: '/:a/:b/:c/:d/:e/:f/:g/:h/:i/:j/:k/*' } },
        ],
      }),
    )
    expect(config).to.include('ca-file').and.include('verify none').and.include('listen via.old.1')
  })

  it('gives tables that differ only in weights, stages and version one generation', () => {
    const options = { directory: '/tmp/x', host: '127.0.0.1', port: 1, statsHost: '127.0.0.1', statsPort: 2 }
    const routes = [{ id: 'a', match: { path: '/a' } }]
    const generation = (test: Parameters<typeof tableOf>[0]): string =>
      renderEdge(tableOf(test), options).generation
    const one = generation({ routes })
    expect(generation({ routes, weights: { a: 33 }, version: 7 })).to.equal(one)
    expect(generation({ routes, defaults: { retries: 1 } })).not.to.equal(one)
    expect(generation({ routes: [{ id: 'a', match: { path: '/b' } }] })).not.to.equal(one)
  })

  it('refuses what would break out of a line, and folders that sockets cannot lie in', () => {
    const options = { directory: '/tmp/x', host: '127.0.0.1', port: 1, statsHost: '127.0.0.1', statsPort: 2 }
    const table = tableOf({ routes: [{ id: 'a', match: { path: '/a' } }] })
    const evil = { ...table, routes: table.routes.map((route) => ({ ...route, id: 'x\n  server y' })) }
    expect(() => renderEdge(evil, options)).to.throw(HaproxyError, 'is no name')
    expect(() => renderEdge(table, { ...options, directory: `/${'x'.repeat(90)}` })).to.throw(
      HaproxyError,
      'sockets',
    )
  })
})
