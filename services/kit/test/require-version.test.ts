import { expect } from 'chai'
import { Router } from 'express'
import { freePort } from '@strangler/demo'
import { startProcess } from '../../../tests/support/process.ts'
import { findVersion } from '../src/require-version.ts'
import { runService } from './support/run-service.ts'

function start(url: string, atLeast: string, waitMs: number) {
  const env = { DEPENDENCY_URL: url, AT_LEAST: atLeast, WAIT_MS: String(waitMs) }
  return startProcess('services/kit/test/support/needs-version.ts', env, {
    until: (line) => line.includes('"level":"critical"') || line.includes('"message":"started"'),
  })
}

const messageOf = (line: string) => (JSON.parse(line) as { message: string }).message

describe('requireVersion', () => {
  it('lets the service start when the dependency is new enough, in natural order', async () => {
    await using service = await runService(undefined, { version: 'v1.10' })
    const child = await start(service.internalUrl, 'v1.6', 1000)
    expect(messageOf(child.readyLine)).to.equal('started')
    expect(await child.exited).to.equal(0)
  })

  it('refuses to start, naming what it needs and what it found, when the dependency is older', async () => {
    await using service = await runService(undefined, { version: 'v1.6' })
    const child = await start(service.internalUrl, 'v1.10', 5000)
    expect(messageOf(child.readyLine)).to.equal(
      'needs users at v1.10 or newer, found v1.6; deploy users first',
    )
    expect(await child.exited).to.equal(1)
  })

  it('refuses to start when the dependency does not answer in time', async () => {
    const child = await start(`http://127.0.0.1:${await freePort()}`, 'v1.0', 300)
    expect(messageOf(child.readyLine)).to.match(
      /^needs users at v1\.0 or newer, but http.* gave no version within 300 ms/,
    )
    expect(await child.exited).to.equal(1)
  })

  it('waits for a dependency that comes later', async () => {
    const port = await freePort()
    const started = start(`http://127.0.0.1:${port}`, 'v1.0', 15_000)
    const config = { host: '127.0.0.1', port: 0, internalPort: port, version: 'v1.0', commit: 'x' }
    const service = await runService(undefined, { config })
    expect(messageOf((await started).readyLine)).to.equal('started')
    await service.stop()
  })
})

describe('findVersion', () => {
  const faultOf = (url: string, waitMs: number) =>
    findVersion('users', url, 'v1.0', waitMs).then(
      (found) => `found ${found}`,
      (error: unknown) => String(error),
    )

  it('refuses a version that is none, naming it', async () => {
    await using service = await runService(undefined, { version: 'latest' })
    expect(await faultOf(service.internalUrl, 5000)).to.equal(
      'StartError: needs users at v1.0 or newer, found latest; deploy users first',
    )
  })

  for (const [name, path, why] of [
    ['has no version', '/', 'answered 404'],
    ['tells something else', '/else', 'unexpected answer 200'],
  ] as const)
    it(`refuses a dependency that ${name}, saying what it answered`, async () => {
      const face = Router()
      face.get('/else/admin/version/', (_req, res) => void res.json({ release: 'v1.0' }))
      await using service = await runService(face)
      const fault = await faultOf(service.url + path, 0)
      expect(fault).to.match(
        /^StartError: needs users at v1\.0 or newer, but http.* gave no version within 0 ms/,
      )
      expect(fault).to.contain(why).and.contain('; start users first')
    })
})
