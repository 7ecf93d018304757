import { request, type IncomingHttpHeaders } from 'node:http'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { runService, type RunningService } from '../../kit/test/support/run-service.ts'
import { prepareAssets, type Assets } from '../src/assets.ts'
import { createRoutes } from '../src/routes.ts'

const PATH = '/static/bootstrap.css'
const original = readFileSync(createRequire(import.meta.url).resolve('bootstrap/dist/css/bootstrap.css'))

interface Received {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

describe('the static files', () => {
  let assets: Assets
  let service: RunningService
  before(async () => {
    assets = await prepareAssets()
    service = await runService(createRoutes(assets.folder))
  })
  after(async () => {
    await service.stop()
    await assets.remove()
  })

  /** Asks for a path exactly as written: nothing is normalised or decompressed. */
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Received> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(service.url)
      const outgoing = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
        answer.toArray().then(
          (chunks) =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              body: Buffer.concat(chunks as Buffer[]),
            }),
          reject,
        )
      })
      outgoing.on('error', reject)
      outgoing.end()
    })

  it("are Bootstrap's style sheet, byte for byte, as CSS in UTF-8", async () => {
    const { status, headers, body } = await ask(PATH)
    expect(status).to.equal(200)
    expect(body.equals(original)).to.equal(true)
    expect(body.toString()).to.match(/Bootstrap v4\./)
    expect(headers).to.include({
      'content-type': 'text/css; charset=utf-8',
      'content-length': String(original.length),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    })
    expect(headers).not.to.have.any.keys('content-encoding', 'set-cookie')
  })

  describe('compressed', () => {
    const plain = (body: Buffer) => body
    for (const [accepted, encoding, decompress] of [
      [undefined, undefined, plain],
      ['', undefined, plain],
      ['identity', undefined, plain],
      ['br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['gzip;q=1.0, br;q=0.5', 'br', brotliDecompressSync],
      ['br;q=0, gzip', 'gzip', gunzipSync],
      ['br;q=0, gzip;q=0', undefined, plain],
      ['deflate, zstd', undefined, plain],
      ['nonsense;;q=', undefined, plain],
    ] as const)
      it(`${encoding ?? 'not'} for Accept-Encoding ${accepted === undefined ? 'left out' : `"${accepted}"`}`, async () => {
        const headers = accepted === undefined ? undefined : { 'accept-encoding': accepted }
        const received = await ask(PATH, headers)
        expect(received.status).to.equal(200)
        expect(received.headers['content-encoding']).to.equal(encoding)
        expect(received.headers['content-type']).to.match(/^text\/css; charset=utf-8$/i)
        expect(received.headers['vary']).to.equal('Accept-Encoding')
        expect(received.headers['content-length']).to.equal(String(received.body.length))
        expect(decompress(received.body).equals(original)).to.equal(true)
        if (encoding !== undefined) expect(received.body.length).to.be.below(original.length / 4)
      })
  })

  describe('cached', () => {
    const forms = ['identity', 'br', 'gzip'] as const

    it('for an hour, with a tag for each form and one time for all', async () => {
      const received = await Promise.all(forms.map((form) => ask(PATH, { 'accept-encoding': form })))
      for (const { headers } of received) expect(headers['cache-control']).to.equal('public, max-age=3600')
      expect(new Set(received.map(({ headers }) => headers.etag)).size).to.equal(3)
      expect(new Set(received.map(({ headers }) => headers['last-modified'])).size).to.equal(1)
    })

    for (const form of forms)
      it(`not sent again as ${form} to who has it: 304 without a body`, async () => {
        const first = await ask(PATH, { 'accept-encoding': form })
        for (const condition of [
          { 'if-none-match': first.headers.etag ?? '' },
          { 'if-none-match': `"other", ${first.headers.etag ?? ''}` },
          { 'if-none-match': '*' },
          { 'if-modified-since': first.headers['last-modified'] ?? '' },
        ]) {
          const again = await ask(PATH, { 'accept-encoding': form, ...condition })
          expect([again.status, again.body.length], JSON.stringify(condition)).to.deep.equal([304, 0])
          expect(again.headers).to.include({
            etag: first.headers.etag ?? '',
            vary: 'Accept-Encoding',
            'cache-control': 'public, max-age=3600',
          })
          expect(again.headers).not.to.have.any.keys('content-type', 'content-length', 'content-encoding')
        }
      })

    it('sent again to who has another', async () => {
      const { etag } = (await ask(PATH, { 'accept-encoding': 'br' })).headers
      const since = 'Thu, 01 Jan 1970 00:00:00 GMT'
      for (const condition of [
        { 'if-none-match': '"other"' },
        { 'if-none-match': etag ?? '' },
        { 'if-modified-since': since },
      ])
        expect((await ask(PATH, condition)).status, JSON.stringify(condition)).to.equal(200)
    })

    it('under the same tags by every replica', async () => {
      const other = await prepareAssets()
      const replica = await runService(createRoutes(other.folder))
      const tags = async (url: string) =>
        Promise.all(
          forms.map(async (form) => {
            const { headers } = await fetch(url + PATH, {
              method: 'HEAD',
              headers: { 'accept-encoding': form },
            })
            return [headers.get('etag'), headers.get('last-modified')]
          }),
        )
      expect(await tags(replica.url)).to.deep.equal(await tags(service.url))
      await replica.stop()
      await other.remove()
    })
  })

  it('answer HEAD like GET, without the body', async () => {
    for (const form of ['identity', 'br']) {
      const [get, head] = [
        await ask(PATH, { 'accept-encoding': form }),
        await ask(PATH, { 'accept-encoding': form }, 'HEAD'),
      ]
      const lasting = ({ headers }: Received) => ({ ...headers, date: '', 'x-request-id': '' })
      expect(lasting(head)).to.deep.equal(lasting(get))
      expect([head.status, head.body.length]).to.deep.equal([200, 0])
    }
  })

  it('are given in parts', async () => {
    const part = await ask(PATH, { range: 'bytes=10-19' })
    expect([part.status, part.headers['content-range']]).to.deep.equal([
      206,
      `bytes 10-19/${original.length}`,
    ])
    expect(part.body.equals(original.subarray(10, 20))).to.equal(true)
    const beyond = await ask(PATH, { range: `bytes=${original.length}-`, 'accept-encoding': 'br' })
    expect(beyond.status).to.equal(416)
    expect(beyond.headers).not.to.have.property('content-encoding')
  })

  for (const path of [
    '/static/../package.json',
    '/static/%2e%2e/%2e%2e/etc/passwd',
    '/static/..%2f..%2f..%2fetc%2fpasswd',
    '/static/..%5c..%5cetc%5cpasswd',
    '/static/....//etc/passwd',
    '/static//etc/passwd',
    '/static/bootstrap.css%00',
    '/static/.hidden',
    '/static/',
    '/static',
    '/static/bootstrap.css/',
    '/static/BOOTSTRAP.CSS',
    '/STATIC/bootstrap.css',
    '/static/nothing.css',
    '/static/__proto__',
    '/static/%zz',
    '/',
  ])
    it(`${path} leads nowhere`, async () => {
      const { status, headers, body } = await ask(path, { 'accept-encoding': 'br' })
      expect(status).to.be.oneOf([400, 403, 404])
      expect(body.length).to.be.below(200)
      expect(headers).not.to.have.any.keys('content-encoding', 'cache-control', 'location')
      expect(service.lines.filter(({ level }) => level !== 'info')).to.deep.equal([])
    })

  it('are 404 in JSON where there is none', async () => {
    const { status, headers, body } = await ask('/static/nothing.css')
    expect(status).to.equal(404)
    expect(headers['content-type']).to.match(/^application\/json/)
    expect(JSON.parse(body.toString())).to.deep.equal({
      error: { code: 'not_found', message: 'there is nothing at this address' },
    })
  })

  it('cannot be written', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      expect((await ask(PATH, {}, method)).status, method).to.equal(404)
  })
})

describe('prepareAssets', () => {
  it('leaves nothing behind when it is over', async () => {
    const assets = await prepareAssets()
    expect(existsSync(`${assets.folder}/bootstrap.css.br`)).to.equal(true)
    await assets.remove()
    expect(existsSync(assets.folder)).to.equal(false)
  })
})
