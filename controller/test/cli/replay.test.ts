import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { makeCertificate } from '../../../haproxy/test/support/certificate.ts'
import { eventually } from '../../../tests/support/eventually.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { errorIn, STRANGLER, stranglerHere, type Run } from '../support/strangler.ts'
import { temporaryPlan, type TemporaryPlan } from '../support/temporary-plan.ts'

interface Side {
  readonly url: string
  readonly asked: IncomingMessage[]
  readonly close: () => void
}

async function startSide(
  answer: (req: IncomingMessage, res: ServerResponse) => void,
  tls: ServerOptions | null = null,
): Promise<Side> {
  const asked: IncomingMessage[] = []
  const onRequest = (req: IncomingMessage, res: ServerResponse): void => {
    asked.push(req)
    answer(req, res)
  }
  const server = tls === null ? createServer(onRequest) : createSecureServer(tls, onRequest)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `${tls === null ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => server.close().closeAllConnections(),
  }
}

function json(res: ServerResponse, value: object): void {
  res.setHeader('content-type', 'application/json').end(JSON.stringify(value))
}

/** `candidate` is the upstream as a plan writes it. */
function planText(legacy: string, candidate: string): string {
  return `apiVersion: strangler/v1
kind: MigrationPlan
name: example
legacy: old
upstreams:
  old: { url: ${legacy}, health: / }
  new: ${candidate}
routes:
  - { id: shop, match: { path: /shop/* }, candidate: new, compare: { sample: 1%, rules: [{ ignore: $.count }] } }
  - { id: noisy, match: { path: /noisy }, candidate: new }
  - { id: old, match: { path: /old/* } }
`
}

describe('strangler replay', () => {
  let [legacy, candidate]: Side[] = []
  let plan: TemporaryPlan
  before(async () => {
    let count = 0
    legacy = await startSide((_, res) => json(res, { price: 1, count: count++ }))
    candidate = await startSide((req, res) => {
      if (req.url === '/shop/gone') req.destroy()
      else json(res, { price: req.url === '/shop/dear' ? 2 : 1, count: count++ })
    })
    plan = await temporaryPlan(planText(legacy.url, '{ url: "${NEW}", health: / }'))
  })
  beforeEach(() => {
    for (const side of [legacy, candidate]) side?.asked.splice(0)
  })
  after(async () => {
    legacy?.close()
    candidate?.close()
    await plan.remove()
  })

  const line = (target: string, method = 'GET'): string =>
    JSON.stringify({
      method,
      target,
      headers: { Cookie: 'a=b', 'If-None-Match': 'x', 'X-Token': '[redacted]' },
    })
  async function replay(lines: readonly string[], ...args: string[]): Promise<Run> {
    const file = join(plan.folder, 'recording')
    await writeFile(file, lines.join('\n'))
    const options = ['--plan', plan.file, '--rate', '1000', ...args]
    return stranglerHere(['replay', file, ...options], { env: { NEW: candidate?.url ?? '' } })
  }

  it('asks both sides what was recorded, legacy now and then once more, and finds them equal', async () => {
    const lines = Array.from({ length: 10 }, (_, number) => line(`/shop/${number}?q=1`))
    const { code, stdout, stderr } = await replay(lines, '--min', '10', '--header', 'X-Mine: yes')
    expect(code, stderr).to.equal(EXIT.ok)
    expect(stdout).to.contain('10 sent; not sent: 0 that may change something')
    expect(stdout).to.contain('\n10 compared, 10 equal, 0 mismatch: 0.00%, at most 25.89%')
    expect(candidate?.asked.map(({ url }) => url).sort()).to.deep.equal(
      lines.map((_, number) => `/shop/${number}?q=1`),
    )
    expect(legacy?.asked).to.have.length(12)
    expect(candidate?.asked[0]?.headers).to.include({ cookie: 'a=b', 'x-mine': 'yes' })
    expect(candidate?.asked[0]?.headers).not.to.have.any.keys('if-none-match', 'x-token')
  })

  it('says what differs and where, and fails then', async () => {
    const { code, stdout, stderr } = await replay([
      line('/shop/dear'),
      line('/shop/cheap'),
      line('/shop/gone'),
    ])
    expect(code).to.equal(EXIT.mismatch)
    expect(stdout).to.contain('undecided  value at $.price\n')
    expect(stdout).to.contain('\n  legacy has "1", the candidate has "2"\n  first seen in GET /shop/dear')
    expect(stdout).to.contain('undecided  no answer at answer')
    expect(stderr).to.contain('too many mismatch: shop 2 of 3 (66.67%); allowed is 0.50%')
    const run = await replay([line('/shop/dear')], '--json')
    expect(errorIn(run)).to.include({ code: 'ERR_CLI_MISMATCH', sent: 1 })
    expect((await replay([line('/shop/dear')], '--max-mismatch', '100%')).code).to.equal(EXIT.ok)
  })

  it('knows noise from what legacy disagrees about with itself', async () => {
    const lines = Array.from({ length: 300 }, () => line('/noisy'))
    const { code, stdout, stderr } = await replay(lines)
    expect(code, stderr).to.equal(EXIT.ok)
    expect(stdout).to.contain('noise  value at $.count')
  })

  it('sends nothing that may change something, and counts what is left out', async () => {
    const lines = [line('/shop/1', 'POST'), line('/old/1'), 'nonsense', line('/shop/2'), line('/noisy')]
    const { code, stdout, stderr } = await replay(lines, '--route', 'shop')
    expect(code, stderr).to.equal(EXIT.ok)
    expect(stdout).to.match(
      /^1 sent; not sent: 1 that may change something, 2 of other routes, 1 unreadable\n/,
    )
    expect(stderr).to.contain('recording, 3: no request: nonsense')
    expect(candidate?.asked.map(({ method }) => method)).to.deep.equal(['GET'])
  })

  it('sends as many as it may, as fast as it may', async () => {
    const lines = Array.from({ length: 50 }, () => line('/shop/1'))
    const began = performance.now()
    const { stdout } = await replay(lines, '--limit', '11', '--rate', '20')
    expect(stdout).to.match(/^11 sent/)
    expect(performance.now() - began).to.be.above(450)
  })

  it('tells what was found until then when it is ended by Ctrl-C, by the same exit codes', async () => {
    for (const [target, code] of [
      ['/shop/1', EXIT.ok],
      ['/shop/dear', EXIT.mismatch],
    ] as const) {
      const file = join(plan.folder, 'recording')
      await writeFile(file, `${line(target)}\n`.repeat(100_000))
      const running = spawn(
        process.execPath,
        [STRANGLER, 'replay', file, '--plan', plan.file, '--rate', '50'],
        {
          env: { PATH: process.env['PATH'], NEW: candidate?.url },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      )
      const [stdout, ended] = [text(running.stdout), once(running, 'exit')]
      const before = candidate?.asked.length ?? 0
      await eventually(() => (candidate?.asked.length ?? 0) > before + 3)
      running.kill('SIGINT')
      expect(await ended).to.deep.equal([code, null])
      expect(await stdout).to.match(/^\d{1,4} sent; not sent: 0 .*\n\n.*shop/s)
    }
  })

  it('tells each side the host that the plan has for it, also over TLS', async () => {
    const { certFile, keyFile } = await makeCertificate(plan.folder, 'shop.internal')
    const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)])
    const secure = await startSide((_, res) => json(res, { price: 1 }), { cert, key })
    const trusting = `{ url: "\${NEW}", health: /, host: shop.internal, tls: { caFile: ${certFile} } }`
    const own = await temporaryPlan(planText(legacy?.url ?? '', trusting))
    const file = join(own.folder, 'recording')
    await writeFile(file, JSON.stringify({ method: 'GET', url: 'https://shop.example/shop/1' }))
    const args = ['replay', file, '--plan', own.file, '--rate', '1000']
    const { code, stderr } = await stranglerHere(args, { env: { NEW: secure.url } })
    expect(code, stderr).to.equal(EXIT.ok)
    expect(new Set(legacy?.asked.map(({ headers }) => headers.host))).to.deep.equal(new Set(['shop.example']))
    expect(secure.asked.map(({ headers }) => headers.host)).to.deep.equal(['shop.internal'])
    await own.write(planText(legacy?.url ?? '', '{ url: "${NEW}", health: /, host: shop.internal }'))
    expect((await stranglerHere(args, { env: { NEW: secure.url } })).stdout).to.contain(
      'self-signed certificate',
    )
    secure.close()
    await own.remove()
  })

  it('says that too little was compared', async () => {
    expect((await replay([])).code).to.equal(EXIT.tooFew)
    expect((await replay([line('/shop/1')], '--min', '2')).code).to.equal(EXIT.tooFew)
  })

  it('tells of both sides that they do not answer', async () => {
    const down = await temporaryPlan()
    const file = join(down.folder, 'recording')
    await writeFile(file, line('/search'))
    const { code, stdout } = await stranglerHere(['replay', file, '--plan', down.file])
    await down.remove()
    expect(code).to.equal(EXIT.tooFew)
    expect(stdout).to.match(/\nnot answered: 1 by legacy, 1 by the candidate \(legacy: .+; candidate: .+\)/)
  })

  it('refuses what it cannot go by', async () => {
    for (const args of [
      ['--rate', '0'],
      ['--limit', '-1'],
      ['--header', 'no header'],
      ['--route', 'shap'],
      ['--max-mismatch', 'few'],
    ])
      expect((await replay([], ...args)).code, args.join(' ')).to.equal(EXIT.usage)
    const none = await stranglerHere(['replay', '/nowhere', '--plan', plan.file], {
      env: { NEW: 'http://x' },
    })
    expect(none.code).to.equal(EXIT.usage)
    expect(none.stderr).to.contain('/nowhere: ')
  })
})
