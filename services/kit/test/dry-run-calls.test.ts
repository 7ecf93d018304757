import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { Router } from 'express'
import { callService, currentRequestId } from '@mythoughts/kit'
import { currentDryRun } from '../src/dry-run/dry-run.ts'
import { runService, type RunningService } from './support/run-service.ts'
import { sendShadow, SHADOW_KEY } from './support/shadow.ts'

const config = {
  host: '127.0.0.1',
  port: 0,
  internalPort: 0,
  version: 'v1.0',
  commit: 'x',
  shadowKey: SHADOW_KEY,
}

/** A service that calls `url` in each request, and hands back what was answered. */
function caller(url: string): { face: Router; close: () => Promise<void> } {
  const client = callService({ baseUrl: `${url}/base`, name: 'other' })
  const face = Router()
  face.post('/write/', async (_req, res) => {
    const json = { text: 'ąę' }
    const answer = await client.request({ method: 'POST', path: '/echo/', query: { q: 'a b' }, json })
    res.status(answer.status).json(answer.body)
  })
  face.post('/read/', async (_req, res) => {
    res.json((await client.request({ method: 'GET', path: '/echo/' })).body)
  })
  return { face, close: () => client.close() }
}

describe('the calls of a dry run', () => {
  const echo = Router()
  echo.all('/base/echo/', (_req, res) => {
    res.json({ isDryRun: currentDryRun() !== undefined, id: currentRequestId() })
  })

  async function through(other: string): Promise<RunningService> {
    const { face, close } = caller(other)
    return runService(face, { config, close })
  }

  it('are dry runs, too, each with a mark of its own', async () => {
    await using other = await runService(echo, { config })
    await using service = await through(other.url)
    for (const path of ['/write/', '/read/']) {
      const answer = await sendShadow(service.url + path)
      expect(answer.headers.get('x-strangler-shadow')).to.equal('dry-run')
      const id = answer.headers.get('x-request-id')
      expect(await answer.json()).to.deep.equal({ isDryRun: true, id })
    }
    const real = await fetch(`${service.url}/write/`, { method: 'POST' })
    expect(await real.json()).to.include({ isDryRun: false })
  })

  it('make it lost once one of them is', async () => {
    const loser = Router().use((_req, res) => {
      currentDryRun()?.lose()
      res.json({})
    })
    await using other = await runService(loser, { config })
    await using service = await through(other.url)
    for (const path of ['/write/', '/read/']) {
      const answer = await sendShadow(service.url + path)
      expect([answer.status, answer.headers.get('x-strangler-shadow')]).to.deep.equal([200, 'lost'])
    }
  })

  it('make it an answer that claims nothing, where another may have written for real', async () => {
    const seen: IncomingHttpHeaders[] = []
    const stranger = createServer((req, res) => {
      seen.push(req.headers)
      res.setHeader('Content-Type', 'application/json').end('{}')
    }).listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    try {
      await using service = await through(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}`)
      const wrote = await sendShadow(`${service.url}/write/`)
      expect([wrote.status, wrote.headers.get('x-strangler-shadow')]).to.deep.equal([503, null])
      const read = await sendShadow(`${service.url}/read/`)
      expect([read.status, read.headers.get('x-strangler-shadow')]).to.deep.equal([200, 'dry-run'])
      await fetch(`${service.url}/write/`, { method: 'POST' })
      expect(seen.map((headers) => 'x-strangler-shadow' in headers)).to.deep.equal([true, true, false])
    } finally {
      stranger.closeAllConnections()
      stranger.close()
    }
  })

  it('are refused by a service with another key, which makes it an answer that claims nothing', async () => {
    await using other = await runService(echo, { config: { ...config, shadowKey: 'x'.repeat(32) } })
    await using service = await through(other.url)
    const answer = await sendShadow(`${service.url}/write/`)
    expect([answer.status, answer.headers.get('x-strangler-shadow')]).to.deep.equal([503, null])
  })
})
