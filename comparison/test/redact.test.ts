import { gzipSync } from 'node:zlib'
import { compare, compileRules, redact, type Pair, type Selector } from '@strangler/comparison'
import { expect } from 'chai'
import { aPair, inPage, type AnswerParts } from './support/pairs.ts'

const SECRETS = {
  session: '84521906734519028374650918273645',
  cookie: 'hj34-cookie-value-88',
  bearer: 'abcdEFGH1234567890tokenvalue',
  jwt: 'eyJhbGciOiJSUzI1NiJ9.eyJ1c2VybmFtZSI6ImJydWNlIn0.c2lnbmF0dXJl',
  basic: btoa('bruce:open sesame'),
  password: 'correct horse & "battery"',
  csrf: 'Jq3Zk0dWb8Vt5Rr1Xy7Lm2Np9Qs4Tu6Aa0Bb1Cc2Dd3Ee4Ff5Gg6Hh7Ii8Jj9Kk0L',
  apiKey: 'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
  reset: 'f3a9c2d1e8b7465f90ab',
  email: 'bruce@banner.example',
  nonce: 'r4Nd0mN0nceValue==',
  key: '9f8e7d6c5b4a39281706f5e4d3c2b1a0',
}
const escaped = SECRETS.password.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

const PAGE = `<!doctype html><html><body data-x="kept">
<form><input type=hidden name='csrfmiddlewaretoken' value='${SECRETS.csrf}'>
<input name="password" type="password" value="${escaped}"> <p>You typed ${escaped}; again: ${SECRETS.csrf}</p>
<a href="/reset?token=${SECRETS.reset}&amp;next=/">reset</a></form>
<meta name="csrf-token" content="${SECRETS.csrf}"><p class="mail">${SECRETS.email}</p><p>hello</p>
<script nonce="${SECRETS.nonce}">var apiKey = "${SECRETS.apiKey}"; send('Bearer ${SECRETS.bearer}')</script></body></html>`

const JSON_BODY = {
  user: { name: 'bruce', password: SECRETS.password, contact: { email: SECRETS.email } },
  access_token: SECRETS.jwt,
  credentials: { pin: 123456789, list: [SECRETS.apiKey], [SECRETS.key]: 'kept by it' },
  note: `mail ${SECRETS.email}, key ${SECRETS.apiKey}, ${SECRETS.jwt}`,
  kept: 'hello',
}

const EMAIL: Selector = { in: 'body', steps: [{ by: 'name', deep: true, name: 'email' }], attribute: null }
const MAIL: Selector = {
  in: 'body',
  steps: [
    { by: 'name', deep: true, name: 'p' },
    { by: 'attribute', name: 'class', value: 'mail', word: true },
  ],
  attribute: null,
}

function secretPair(legacy: AnswerParts, candidate: AnswerParts): Pair {
  const headers: readonly (readonly [string, string])[] = [
    ['Set-Cookie', `session="${SECRETS.session}"; Path=/; HttpOnly`],
    ['X-Api-Key', SECRETS.apiKey],
    ['Location', `/reset?token=${SECRETS.reset}`],
  ]
  const pair = aPair(
    { ...legacy, headers: [...headers, ...(legacy.headers ?? [])] },
    { ...candidate, headers: [...headers, ...(candidate.headers ?? [])] },
  )
  const form = new URLSearchParams({ username: 'bruce', password: SECRETS.password, kept: 'hello' })
  return {
    ...pair,
    request: {
      method: 'POST',
      target: `/login/?access_token=${SECRETS.bearer}&page=2`,
      headers: [
        ['Cookie', `session=${SECRETS.session}; other=${SECRETS.cookie}`],
        ['Authorization', `Basic ${SECRETS.basic}`],
        ['X-Forwarded-Authorization', `Bearer ${SECRETS.bearer}`],
        ['Content-Type', 'application/x-www-form-urlencoded'],
        ['Referer', `https://shop.example/reset?token=${SECRETS.reset}`],
      ],
      body: Buffer.from(form.toString()),
    },
  }
}

/** Which of the secrets a text still tells, in any of the forms that texts have. */
function leaks(value: unknown): readonly string[] {
  const text = JSON.stringify(value)
  return Object.entries(SECRETS).flatMap(([name, secret]) => {
    const half = secret.slice(0, Math.ceil(secret.length / 2))
    const forms = [half, encodeURIComponent(half), new URLSearchParams({ a: half }).toString().slice(2)]
    return forms.some((form) => text.includes(form)) ? [name] : []
  })
}

const BODIES: readonly { readonly name: string; readonly parts: AnswerParts }[] = [
  { name: 'a page', parts: { body: PAGE } },
  { name: 'a page that is broken', parts: { body: PAGE.slice(PAGE.indexOf('<form>'), -30) } },
  { name: 'a packed page', parts: { body: gzipSync(PAGE), headers: [['Content-Encoding', 'gzip']] } },
  { name: 'JSON', parts: { type: 'application/json', body: JSON.stringify(JSON_BODY) } },
  {
    name: 'a multipart form',
    parts: {
      type: 'multipart/form-data; boundary=b',
      body: `--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n${SECRETS.password}\r\n--b--hello`,
    },
  },
]

describe('redact', () => {
  for (const { name, parts } of BODIES)
    it(`leaves none of the secrets in ${name}, nor in what goes with it`, () => {
      const pair = secretPair(parts, inPage('<p>hello</p>'))
      expect(leaks([pair.request, Buffer.from(pair.request.body).toString()])).to.not.be.empty
      const redacted = redact(pair, [EMAIL, MAIL])
      expect(leaks(redacted)).to.deep.equal([])
      expect(redacted.legacy.body).to.contain('hello')
    })

  it('leaves nothing of what is packed in base64, or packed in credentials', () => {
    const { password, reset } = SECRETS
    const packed = Buffer.from(reset).toString('base64')
    const percent = encodeURIComponent(password).replaceAll(/%../g, (byte) => byte.toLowerCase())
    const pair = secretPair(inPage(`<p>${packed} ${packed.replaceAll('=', '')} ${percent}</p>`), {})
    expect(redact(pair).legacy.body).to.match(/<p>\[redacted\]=* \[redacted\] \[redacted\]<\/p>/)
    const credentials = secretPair(inPage('<p>open sesame</p> <p>hello</p>'), {})
    expect(redact(credentials).legacy.body).to.contain('<p>[redacted]</p> <p>hello</p>')
  })

  it('keeps names, schemes, and all that is no secret', () => {
    const { request, legacy } = redact(secretPair({ body: PAGE }, {}))
    expect(request.headers).to.deep.include(['Cookie', 'session=[redacted]; other=[redacted]'])
    expect(request.headers).to.deep.include(['Authorization', 'Basic [redacted]'])
    expect(request.target).to.equal('/login/?access_token=[redacted]&page=2')
    expect(request.body).to.equal('username=bruce&password=[redacted]&kept=hello')
    expect(legacy.headers).to.deep.include(['Set-Cookie', 'session=[redacted]; Path=/; HttpOnly'])
    expect(legacy.body).to.contain('<body data-x="kept">').and.to.contain(SECRETS.email)
    expect(legacy.body).to.contain(`<input type=hidden name='csrfmiddlewaretoken' value="[redacted]">`)
  })

  it('leaves out what it cannot read, where the plan names places in it', () => {
    const broken = { type: 'application/json', body: JSON.stringify(JSON_BODY).slice(0, -1) }
    const { legacy, candidate } = redact(secretPair(broken, broken))
    expect(leaks([legacy, candidate])).to.deep.equal(['email'])
    expect(redact(secretPair(broken, broken), [EMAIL]).legacy.body).to.equal(null)
  })

  it('leaves bytes out that are no text', () => {
    const { legacy } = redact(secretPair({ type: 'image/png', body: SECRETS.apiKey }, {}))
    expect(legacy.body).to.equal(null)
  })

  it('takes time in proportion to the text', () => {
    for (const text of ['token', 'name="', 'eyJ', '<a "', 'a-', 'Bearer  '].map((bit) =>
      bit.repeat(50_000),
    )) {
      const started = process.threadCpuUsage().user
      redact(aPair({ body: text }, { type: 'text/plain', body: text }))
      expect((process.threadCpuUsage().user - started) / 1e6, text.slice(0, 10)).to.be.below(2)
    }
  })
})

describe('compare, of answers with secrets', () => {
  const differ: readonly (readonly [AnswerParts, AnswerParts])[] = [
    [{ body: PAGE }, inPage('<p>hello</p>')],
    [inPage('<p>hello</p>'), { body: PAGE }],
    [
      { type: 'application/json', body: JSON.stringify(JSON_BODY) },
      { type: 'application/json', body: '{"kept":"hello"}' },
    ],
    [
      { type: 'application/json', body: JSON.stringify(JSON_BODY) },
      { type: 'application/json', body: JSON.stringify({ ...JSON_BODY, note: 'none' }) },
    ],
    [
      { type: 'text/plain', body: `key ${SECRETS.apiKey} and ${SECRETS.session}` },
      { type: 'text/plain', body: 'no' },
    ],
    [
      {
        headers: [
          ['Set-Cookie', `sid=${SECRETS.cookie}`],
          ['Link', `</x?token=${SECRETS.reset}>`],
        ],
      },
      {},
    ],
    ...[SECRETS.key, SECRETS.session, SECRETS.cookie, SECRETS.jwt, SECRETS.password].map(
      (key): readonly [AnswerParts, AnswerParts] => [
        { type: 'application/json', body: JSON.stringify({ sessions: { [key]: 1 }, [key]: { [key]: [1] } }) },
        { type: 'application/json', body: JSON.stringify({ sessions: { [key]: 2 }, [key]: { [key]: [2] } }) },
      ],
    ),
    [
      { type: 'application/x-www-form-urlencoded', body: `${SECRETS.key}&a=1` },
      { type: 'application/x-www-form-urlencoded', body: 'a=1' },
    ],
    [
      {
        headers: [
          [`X-${SECRETS.apiKey}`, '1'],
          ['Set-Cookie', `${SECRETS.session}=1`],
        ],
      },
      { headers: [['Set-Cookie', SECRETS.reset]] },
    ],
    [
      inPage(`<p id="${SECRETS.reset}" data-${SECRETS.apiKey}=1>a</p>`),
      inPage(`<p id="${SECRETS.reset}">b</p>`),
    ],
    [{ headers: [['Authorization-Info', SECRETS.bearer]] }, { headers: [['Authorization-Info', 'none']] }],
  ]
  for (const [at, [legacy, candidate]] of differ.entries())
    it(`tells none of them in its differences (${at + 1})`, () => {
      const comparison = compare(secretPair(legacy, candidate), compileRules([]), [EMAIL, MAIL])
      expect(comparison.differences).to.not.be.empty
      expect(leaks(comparison)).to.deep.equal([])
    })
})
