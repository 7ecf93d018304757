import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { startProcess } from '../../../tests/support/process.ts'

const MAIN = 'services/static/src/main.ts'

describe('the static service', () => {
  it('answers health, metrics, version and files, and takes its files with it when it stops', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'static-test-'))
    const env = { PORT: '0', INTERNAL_PORT: '0', VERSION: 'v1.6', COMMIT: 'abc', TMPDIR: temporary }
    const child = await startProcess(MAIN, env, { until: (line) => line.includes('"message":"listening"') })
    const { port, internalPort } = JSON.parse(child.readyLine) as { port: number; internalPort: number }
    for (const one of [port, internalPort])
      for (const path of ['/healthz', '/readyz', '/metrics'])
        expect((await fetch(`http://127.0.0.1:${one}${path}`)).status, path).to.equal(200)
    const version = await fetch(`http://127.0.0.1:${internalPort}/admin/version/`)
    expect(await version.json()).to.deep.equal({ commit: 'abc', version: 'v1.6' })
    expect((await fetch(`http://127.0.0.1:${port}/admin/version/`)).status).to.equal(404)
    expect((await fetch(`http://127.0.0.1:${port}/static/bootstrap.css`)).status).to.equal(200)
    expect(readdirSync(temporary)).to.have.length(1)
    expect(await child.stop()).to.equal(0)
    expect(readdirSync(temporary)).to.deep.equal([])
    await rm(temporary, { recursive: true })
  })

  it('does not start with faults in its environment, and names them all', async () => {
    const env = { PORT: 'x', INTERNAL_PORT: '-1', LOG_LEVEL: 'loud', VERSION: 'new' }
    const fault = await startProcess(MAIN, env, { until: () => false }).catch(String)
    for (const name of Object.keys(env)) expect(fault).to.contain(`\n${name}: `)
    expect(fault).to.contain('exit code 2')
  })
})
