import { expect } from 'chai'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { startProxy, type TestProxy } from './support/proxy.ts'
import { startUpstream, type Asked, type TestUpstream } from './support/upstream.ts'

describe('requests through the proxy', () => {
  let old: TestUpstream
  let young: TestUpstream
  let proxy: TestProxy
  const asked = async (...request: Parameters<TestProxy['get']>): Promise<Asked> =>
    JSON.parse((await proxy.get(...request)).body) as Asked

  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
    proxy = await startProxy(
      tableOf({
        upstreams: { old: { url: old.url }, new: { url: young.url, host: 'new.internal:81' } },
        routes: [
          { id: 'moved', match: { path: '/moved/*' }, expose: true },
          { id: 'user', match: { path: '/user' }, split: { by: 'user', cookie: 'session' } },
          { id: 'half', match: { path: '/half' } },
          { id: 'admin', match: { path: '/admin/*' }, deny: true },
        ],
        weights: { moved: 100, user: 50, half: 50 },
      }),
    )
  })

  after(async () => {
    await proxy.stop()
    await old.close()
    await young.close()
  })

  it('answers 403 with a short text where the plan denies, however it is spelt', async () => {
    const before = old.counted()
    for (const path of ['/admin/', '//admin/x', '/%61dmin/', '/admin;x=1/', '/./admin/?x']) {
      const answer = await proxy.get(path)
      expect(answer).to.include({ status: 403, body: 'this address is not public' })
      expect(answer.headers['content-type']).to.equal('text/plain')
      expect(answer.headers['x-request-id']).to.be.a('string')
    }
    expect(old.counted()).to.equal(before)
  })

  it('refuses with 400 what could be read in two ways', async () => {
    const before = old.counted()
    for (const path of [
      '/x/../admin/',
      '/x/..%2fadmin/',
      '/%2e/admin/',
      '/x#y',
      '/%',
      'http://other/x',
      '*',
      'http://u@h/',
    ])
      expect(
        (await proxy.raw(`GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)).slice(9, 12),
        path,
      ).to.equal('400')
    for (const hosts of ['', 'Host: a\r\nHost: b\r\n', 'Host: a\r\nhost: a\r\n'])
      for (const protocol of ['1.0', '1.1'])
        expect(
          (await proxy.raw(`GET /x HTTP/${protocol}\r\n${hosts}Connection: close\r\n\r\n`)).slice(9, 12),
          hosts,
        ).to.equal('400')
    expect((await proxy.raw('CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n')).slice(9, 12)).to.equal('400')
    expect(old.counted()).to.equal(before)
  })

  it('hands the upstream the path as it came, of an absolute address only the path', async () => {
    const raw = '//x/./%61;b=1/?q=/../%2e&%zz'
    expect(await asked(raw)).to.include({ upstream: 'old', url: raw })
    const reply = await proxy.raw(`GET http://h${raw} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
    expect(reply).to.include(`"url":"${raw}"`)
  })

  it('says itself who asks, and lets nobody else say it', async () => {
    const { headers } = await asked('/x', {
      host: 'shop.example:80',
      'x-forwarded-for': '6.6.6.6',
      x_forwarded_for: '6.6.6.6',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil',
      'x-forwarded-prefix': '/evil',
      forwarded: 'for=6.6.6.6',
      'x-real-ip': '6.6.6.6',
      'x-strangler-shadow': 'forged',
      x_strangler_shadow: 'forged',
      'x-other': 'kept',
    })
    expect(headers).to.include({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'shop.example:80',
      host: 'shop.example:80',
      'x-other': 'kept',
    })
    const names = Object.keys(headers).filter((name) => /strangler|forwarded|real|_/.test(name))
    expect(names.sort()).to.deep.equal(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'])
  })

  it('gives an upstream the Host that the plan names, and tells the one that was asked for', async () => {
    const { headers, upstream } = await asked('/moved/x', { host: 'shop.example' })
    expect(upstream).to.equal('new')
    expect(headers).to.include({ host: 'new.internal:81', 'x-forwarded-host': 'shop.example' })
  })

  it('names route, stage and upstream in the answer where the plan exposes them, and nowhere else', async () => {
    expect((await proxy.get('/moved/x')).headers).to.include({
      'x-strangler-route': 'moved',
      'x-strangler-stage': 'live',
      'x-strangler-upstream': 'new',
    })
    expect((await proxy.get('/x')).headers).not.to.have.property('x-strangler-route')
  })

  it('keeps a sane request id, replaces any other, and tells it to both sides', async () => {
    for (const [sent, kept] of [
      ['abc-1.2_3', true],
      ['a'.repeat(128), true],
      ['a'.repeat(129), false],
      ['a b', false],
      ['', false],
      [['a', 'b'], false],
    ] as const) {
      const answer = await proxy.get('/x', { 'x-request-id': sent as string })
      const { headers } = JSON.parse(answer.body) as Asked
      expect(answer.headers['x-request-id']).to.equal(headers['x-request-id'])
      if (kept) expect(headers['x-request-id']).to.equal(sent)
      else expect(headers['x-request-id']).to.match(/^[0-9a-f-]{36}$/)
    }
  })

  it('forwards headers spelt, ordered and repeated as they came', async () => {
    const reply = await proxy.raw(
      'GET /x HTTP/1.1\r\nHOST: h\r\nX-One: 1\r\nx-tWo: 2\r\nX-One: 3\r\nCookie: a\r\ncookie: b\r\nConnection: close\r\n\r\n',
    )
    const { rawHeaders } = JSON.parse(reply.slice(reply.indexOf('{'), reply.lastIndexOf('}') + 1)) as Asked
    const sent = ['X-One', '1', 'x-tWo', '2', 'X-One', '3', 'Cookie', 'a', 'cookie', 'b']
    expect(rawHeaders.join('\n')).to.include(sent.join('\n'))
  })

  it('forwards nothing that concerns one connection only, nor what Connection names', async () => {
    const reply = await proxy.raw(
      `GET /x HTTP/1.1\r\nHost: h\r\n${[
        'Connection: close, X-Mine, TE',
        'X-Mine: 1',
        'TE: trailers',
        'Keep-Alive: timeout=5',
        'Proxy-Connection: keep-alive',
        'X-Other: 2',
      ].join('\r\n')}\r\n\r\n`,
    )
    const { headers } = JSON.parse(reply.slice(reply.indexOf('{'), reply.lastIndexOf('}') + 1)) as Asked
    expect(headers).to.have.property('x-other', '2')
    for (const name of ['x-mine', 'te', 'keep-alive', 'proxy-connection', 'upgrade'])
      expect(headers).not.to.have.property(name)
  })

  it('lets nobody strip what decides a request by naming it in Connection', async () => {
    const reply = await proxy.raw(
      'POST /x HTTP/1.1\r\nHost: h\r\nConnection: close, host, cookie, authorization, content-length, x-request-id, x-forwarded-for\r\n' +
        'Cookie: session=1\r\nAuthorization: Bearer x\r\nX-Request-ID: mine\r\nContent-Length: 4\r\n\r\nbody',
    )
    const { headers, body } = JSON.parse(reply.slice(reply.indexOf('{'), reply.lastIndexOf('}') + 1)) as Asked
    expect(headers).to.include({ host: 'h', cookie: 'session=1', authorization: 'Bearer x' })
    expect(headers).to.include({
      'x-request-id': 'mine',
      'x-forwarded-for': '127.0.0.1',
      'content-length': '4',
    })
    expect(body).to.equal('body')
  })

  it('gives the candidate exactly its share', async () => {
    let candidates = 0
    for (let turn = 0; turn < 100; turn++) if ((await asked('/half')).upstream === 'new') candidates++
    expect(candidates).to.equal(50)
  })

  it('gives a user without a key one cookie, and keeps them on their side', async () => {
    for (let user = 0; user < 10; user++) {
      const first = await proxy.get('/user')
      const [cookie = ''] = first.headers['set-cookie'] ?? []
      expect(cookie).to.match(
        /^strangler_cohort=[0-9a-f-]{36}; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/,
      )
      const again = await proxy.get('/user', { cookie: cookie.split(';')[0] })
      expect((JSON.parse(again.body) as Asked).upstream).to.equal((JSON.parse(first.body) as Asked).upstream)
      expect(again.headers['set-cookie']).to.equal(undefined)
    }
  })

  it('forwards bodies of known and of unknown length', async () => {
    expect(await asked('/x', {}, 'POST', 'known')).to.include({ method: 'POST', body: 'known' })
    const reply = await proxy.raw(
      'PUT /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    )
    expect(reply).to.include('"body":"abcde"')
    expect(await asked('/x', { 'content-length': 3 }, 'DELETE', 'why')).to.include({
      method: 'DELETE',
      body: 'why',
    })
    expect(await asked('/x', {}, 'POST')).to.include({ method: 'POST', body: '' })
  })

  it('refuses with 431 or 414 what is too large, and codings that nobody knows', async () => {
    const status = async (head: string): Promise<string> =>
      (await proxy.raw(`${head}\r\nHost: h\r\nConnection: close\r\n\r\n`)).slice(9, 12)
    const many = Array.from({ length: 101 }, (_, at) => `X-${at}: 1`).join('\r\n')
    expect(await status(`GET /x HTTP/1.1\r\n${many}`)).to.equal('431')
    expect(await status(`GET /x HTTP/1.1\r\nX-Long: ${'a'.repeat(20_000)}`)).to.equal('431')
    expect(await status(`GET /x?${'a'.repeat(20_000)} HTTP/1.1`)).to.equal('414')
    expect(await status(`GET /${'a'.repeat(9000)} HTTP/1.1`)).to.equal('400')
    expect(await status('POST /x HTTP/1.1\r\nTransfer-Encoding: gzip, chunked')).to.equal('501')
    expect(await status('POST /x HTTP/1.0\r\nTransfer-Encoding: chunked')).to.equal('400')
    expect(await status('POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3')).to.equal(
      '400',
    )
  })

  it('keeps connections to the upstream', async () => {
    const before = old.connected()
    for (let times = 0; times < 20; times++) await proxy.get('/x')
    for (let times = 0; times < 20; times++) await proxy.get('/x', {}, 'HEAD')
    expect(old.connected() - before).to.be.at.most(2)
  })

  it('at the level debug, logs each request with the place that answered it', async () => {
    const table = tableOf({
      upstreams: { old: { url: old.url }, new: { url: young.url } },
      routes: [{ id: 'moved', match: { path: '/moved/*' } }],
      weights: { moved: 100 },
    })
    const loud = await startProxy(table, { LOG_LEVEL: 'debug' })
    await loud.get('/moved/a?secret=1', { 'X-Request-ID': 'r-1' })
    await eventually(() => loud.child.lines.some((line) => line.includes('"request"')))
    const line = loud.child.lines.find((each) => each.includes('"request"'))!
    const { time, ms, ...rest } = JSON.parse(line) as Record<string, unknown>
    await loud.stop()
    expect([typeof time, typeof ms]).to.deep.equal(['string', 'number'])
    expect(rest).to.deep.equal({
      level: 'info',
      message: 'request',
      process: 'proxy',
      requestId: 'r-1',
      method: 'GET',
      path: '/moved/a',
      status: 200,
      route: 'moved',
      stage: 'live',
      side: 'candidate',
      upstream: 'new',
      address: young.url,
    })
  })
})
