import { expect } from 'chai'
import { runService, type RunningService } from '../../kit/test/support/run-service.ts'
import { makeKeyPair, makeTokenFiles, type TokenFiles } from '../../kit/test/support/token-files.ts'
import { startProcess } from '../../../tests/support/process.ts'

const MAIN = 'services/frontend/src/main.ts'

describe('the start of the frontend', () => {
  let files: TokenFiles
  before(async () => {
    files = await makeTokenFiles(await makeKeyPair('one'))
  })
  after(() => files[Symbol.asyncDispose]())

  const start = (users: RunningService, thoughts: RunningService, line: string) => {
    const env = {
      PORT: '0',
      INTERNAL_PORT: '0',
      USERS_INTERNAL_URL: users.internalUrl,
      THOUGHTS_URL: thoughts.url,
      THOUGHTS_INTERNAL_URL: thoughts.internalUrl,
      TOKEN_KEYS_FILE: files.keysFile,
      VERSION: 'v1.6',
      COMMIT: 'abc',
    }
    return startProcess(MAIN, env, { until: (one) => one.includes(line) })
  }

  it('checks the versions of both services, then answers health, metrics and version', async () => {
    await using users = await runService()
    await using thoughts = await runService()
    const child = await start(users, thoughts, '"message":"listening"')
    const checked = child.lines.map((line) => (JSON.parse(line) as { message: string }).message)
    expect(checked).to.include.members(['users is at v1.0', 'thoughts is at v1.0'])
    const { port, internalPort } = JSON.parse(child.readyLine) as { port: number; internalPort: number }
    for (const one of [port, internalPort])
      for (const path of ['/healthz', '/readyz', '/metrics'])
        expect((await fetch(`http://127.0.0.1:${one}${path}`)).status, path).to.equal(200)
    const version = await fetch(`http://127.0.0.1:${internalPort}/admin/version/`)
    expect(await version.json()).to.deep.equal({ commit: 'abc', version: 'v1.6' })
    const outside = await fetch(`http://127.0.0.1:${port}/admin/version/`, { redirect: 'manual' })
    expect(outside.status).to.equal(404)
    expect(await child.stop()).to.equal(0)
  })

  for (const [old, versions] of [
    ['users', ['v0.9', 'v1.0']],
    ['thoughts', ['v1.0', 'v0.9']],
  ] as const)
    it(`fails with what it needs and what it found while ${old} is too old`, async () => {
      await using users = await runService(undefined, { version: versions[0] })
      await using thoughts = await runService(undefined, { version: versions[1] })
      const child = await start(users, thoughts, '"level":"critical"')
      expect(child.readyLine).to.contain(`needs ${old} at v1.0 or newer, found v0.9; deploy ${old} first`)
      expect(await child.exited).to.equal(1)
    })

  it('names all faults of its environment at once', async () => {
    const env = { PORT: 'x', USERS_INTERNAL_URL: 'users:8302', TOKEN_KEYS_FILE: '/none', VERSION: 'new' }
    const fault = await startProcess(MAIN, env, { until: () => false }).catch(String)
    const names = [
      'PORT',
      'USERS_INTERNAL_URL',
      'THOUGHTS_URL',
      'THOUGHTS_INTERNAL_URL',
      'TOKEN_KEYS_FILE',
      'VERSION',
    ]
    for (const name of names) expect(fault).to.contain(`\n${name}: `)
    expect(fault).to.contain('exit code 2')
  })
})
