import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { startProcess } from '../../../tests/support/process.ts'
import { startThoughts, type ThoughtsService } from './support/thoughts-service.ts'

const levelOf = (line: string) => (JSON.parse(line) as { level: string }).level

describe('the thoughts service', () => {
  let service: ThoughtsService
  before(async () => {
    service = await startThoughts({ VERSION: 'v1.6', COMMIT: 'abc' })
  })
  after(() => service[Symbol.asyncDispose]())

  it('answers 503, not 500, while its database is away, is not ready, and serves again when it is back', async () => {
    const token = await service.signer.sign({ username: 'bruce' }, 600)
    const authorization = `Bearer ${token}`
    const status = async (path: string) => (await fetch(service.url + path)).status
    expect([await status('/readyz'), await status('/healthz')]).to.deep.equal([200, 200])
    await service.door.shut()
    const json = { 'content-type': 'application/json' }
    const answers = [
      await fetch(`${service.url}/api/thoughts/`),
      await fetch(`${service.url}/api/thoughts/?search=x`),
      await fetch(`${service.url}/api/thoughts/1/`),
      await fetch(`${service.url}/api/me/thoughts/`, { headers: { authorization } }),
      await fetch(`${service.url}/api/me/thoughts/`, {
        method: 'POST',
        headers: { authorization, ...json },
        body: '{"text": "lost"}',
      }),
      await fetch(`${service.internalUrl}/admin/thoughts/1/`, { method: 'DELETE' }),
    ]
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('retry-after')]).to.deep.equal([503, '2'])
      expect(await answer.json()).to.deep.equal({
        error: { code: 'database_unavailable', message: 'the database cannot be reached; try again later' },
      })
    }
    expect([await status('/readyz'), await status('/healthz')]).to.deep.equal([503, 200])
    expect((await fetch(`${service.url}/api/me/thoughts/`)).status).to.equal(401)
    await service.door.open()
    await eventually(async () => (await status('/readyz')) === 200)
    expect(await (await fetch(`${service.url}/api/thoughts/`)).json()).to.deep.equal([])
  })

  it('logs no 4xx as an error, and neither tokens nor what people search for', async () => {
    const token = await service.signer.sign({ username: 'bruce' }, 600)
    const tried: [string, RequestInit][] = [
      ['/api/thoughts/?search=private-words', {}],
      ['/api/thoughts/?search=private-words%00', {}],
      ['/api/thoughts/99/', {}],
      ['/none', {}],
      ['/%zz', {}],
      ['/api/thoughts/', { method: 'DELETE' }],
      ['/api/me/thoughts/', { headers: { authorization: `Bearer ${token}` } }],
      ['/api/me/thoughts/', { headers: { authorization: `Bearer ${token}x` } }],
    ]
    for (const body of ['{"text": ""}', '{"text"', '[]', `{"text": "${'x'.repeat(100_000)}"}`])
      for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain']) {
        const headers = { authorization: `Bearer ${token}`, 'content-type': type }
        tried.push(['/api/me/thoughts/', { method: 'POST', headers, body }])
      }
    service.lines.length = 0
    for (const [path, init] of tried) {
      const answer = await fetch(service.url + path, init)
      await answer.text()
      expect(answer.status, path).to.be.within(200, 499)
    }
    await eventually(() => service.lines.filter((line) => line.includes('RESPONSE')).length >= tried.length)
    expect(service.lines.filter((line) => levelOf(line) !== 'info')).to.deep.equal([])
    const log = service.lines.join('\n')
    for (const secret of [token, 'private-words']) expect(log).not.to.contain(secret)
  })

  it('answers health and metrics on both ports, its version on the internal one, and shows its API', async () => {
    for (const url of [service.url, service.internalUrl])
      for (const path of ['/healthz', '/readyz', '/metrics', '/', '/swagger.json'])
        expect((await fetch(url + path)).status, path).to.equal(200)
    const version = await fetch(`${service.internalUrl}/admin/version/`)
    expect(await version.json()).to.deep.equal({ commit: 'abc', version: 'v1.6' })
    expect((await fetch(`${service.url}/admin/version/`)).status).to.equal(404)
    const metrics = await (await fetch(`${service.url}/metrics`)).text()
    expect(metrics).to.contain(
      'requests_total{endpoint="/admin/version/",method="GET",status="200",service="thoughts"} 1',
    )
  })

  it('is not ready on a database without its table', async () => {
    await using bare = await startThoughts({}, '')
    expect((await fetch(`${bare.url}/readyz`)).status).to.equal(503)
    expect((await fetch(`${bare.url}/healthz`)).status).to.equal(200)
  })

  it('does not start with faults in its environment, and names them all', async () => {
    const env = { PORT: '70000', DATABASE_URL: 'mysql://u:hunter2@h/x', LOG_LEVEL: 'loud' }
    const fault = await startProcess('services/thoughts/src/main.ts', env, { until: () => false }).catch(
      String,
    )
    for (const name of ['PORT', 'DATABASE_URL', 'TOKEN_KEYS_FILE', 'LOG_LEVEL'])
      expect(fault).to.contain(`\n${name}: `)
    expect(fault).to.contain('exit code 2').and.not.contain('hunter2')
  })
})
