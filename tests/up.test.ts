import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { repository, varFolder, type Child } from '@strangler/demo'
import { expect } from 'chai'
import { startProcess } from './support/process.ts'

const run = promisify(execFile)

describe('make up', () => {
  let system: Child & { readonly readyLine: string }
  let edge: string
  let controller: string

  before(async () => {
    const until = (line: string): boolean => line.startsWith('ready ')
    system = await startProcess('demo/src/up.ts', {}, { until, withinMs: 60_000 })
    ;({ edge, controller } = JSON.parse(system.readyLine.slice('ready '.length)) as {
      edge: string
      controller: string
    })
  })
  after(() => system.stop())

  const strangler = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await run(
      process.execPath,
      [join(repository, 'controller/bin/strangler.js'), ...args, '--json'],
      { cwd: dirname(varFolder()) },
    )
    return JSON.parse(stdout) as Record<string, unknown>
  }

  it('serves the site at the edge, and tells the command line where the controller is', async () => {
    expect((await fetch(`${edge}/login/`)).status).to.equal(200)
    expect((await fetch(`${controller}/healthz`)).status).to.equal(200)
    expect(await strangler('set', 'search', '100')).to.include({ route: 'search', to: 100 })
    expect(await strangler('rollback')).to.have.property('routes')
  })

  it('denies the public what the plan denies, however it is spelt', async () => {
    for (const path of ['/admin/', '/admin/users/', '//admin/', '/admin;x=1/'])
      expect((await fetch(edge + path)).status, path).to.equal(403)
    for (const path of ['/%2e%2e/admin/', '/x/..;/admin/', '/admin%2fusers/'])
      expect((await fetch(edge + path)).status, path).to.be.oneOf([400, 403])
  })

  it('takes whoever sends a pin to the candidate of a route at weight 0', async () => {
    const { header, value } = (await strangler('pin')) as { header: string; value: string }
    const response = await fetch(`${edge}/login/`, { headers: { [header]: value } })
    expect(response.status).to.equal(200)
    expect(response.headers.get(header)).to.equal('candidate')
    expect((await fetch(`${edge}/login/`)).headers.get(header)).to.equal(null)
  })

  it('stops everything that it started', async () => {
    expect(await system.stop()).to.equal(0)
    for (const url of [edge, controller])
      expect(
        await fetch(url).then(
          () => 'answers',
          () => 'is gone',
        ),
      ).to.equal('is gone')
  })
})
