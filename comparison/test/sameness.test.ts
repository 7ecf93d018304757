import { expect } from 'chai'
import { compare, compileRules, type Pair } from '@strangler/comparison'
import { aPair, compared, inJson, inPage, NOW, told, type AnswerParts } from './support/pairs.ts'

const A = 'Jq3Zk0dWb8Vt5Rr1Xy7Lm2Np9Qs4Tu6A'
const B = 'a0Bb1Cc2Dd3Ee4Ff5Gg6Hh7Ii8Jj9Kk0'
const C = 'zZ9yY8xX7wW6vV5uU4tT3sS2rR1qQ0pP'

const field = (name: string, value: string, type = 'hidden'): string =>
  `<form><input type="${type}" name="${name}" value="${value}"></form>`
const cookie = (value: string): AnswerParts => ({ headers: [['Set-Cookie', `session=${value}; Path=/`]] })
const csp = (nonce: string, more = ''): AnswerParts => ({
  ...inPage(`<script nonce="${nonce}">run()</script>`),
  headers: [['Content-Security-Policy', `default-src 'self'; script-src 'nonce-${nonce}'${more}`]],
})

const expires = (inMs: number, at = NOW): AnswerParts => ({
  headers: [['Expires', new Date(at + inMs).toUTCString()]],
  at,
})

const set = (...cookies: readonly string[]): AnswerParts => ({
  headers: cookies.map((text) => ['Set-Cookie', text]),
})
const to = (address: string): AnswerParts => ({ headers: [['Location', address]] })
const use = (href: string, old: string): AnswerParts =>
  inPage(`<svg><use href="${href}" xlink:href="${old}"/></svg>`)

type Both = readonly [legacy: AnswerParts, candidate: AnswerParts]

const SAME: Readonly<Record<string, Both>> = {
  'hidden fields that hold a token': [
    inPage(field('csrfmiddlewaretoken', A)),
    inPage(field('csrfmiddlewaretoken', B)),
  ],
  'a token that is in another attribute order': [
    inPage(field('csrf_token', A)),
    inPage(`<form><input value="${B}" name="csrf_token" type="hidden"></form>`),
  ],
  'a token that scripts use again, before the field': [
    inPage(`<script>let t = "${A}"</script>${field('csrf', A)}`),
    inPage(`<script>let t = "${B}"</script>${field('csrf', B)}`),
  ],
  'two tokens, each with its twin': [
    inPage(field('csrf', A) + field('nonce', B)),
    inPage(field('csrf', B) + field('nonce', C)),
  ],
  'a nonce in a header and in the page': [csp(A), csp(B)],
  'a token in an address': [
    inPage(`<a href="/out?csrf_token=${A}&x=1">`),
    inPage(`<a href="/out?csrf_token=${B}&x=1">`),
  ],
  'a state in an address': [
    inPage(`<a href="/authorize?state=${A}">`),
    inPage(`<a href="/authorize?state=${B}">`),
  ],
  'tokens in JSON': [inJson({ csrfToken: A, n: 1 }), inJson({ csrfToken: B, n: 1 })],
  'parameters of a type in another order, and another boundary': [
    { type: 'multipart/mixed; a=1; B="2"; boundary=x' },
    { type: 'multipart/mixed;b=2;boundary=y; A=1' },
  ],
  'methods and charsets in another case': [
    inPage('<meta charset=UTF-8><form method=POST></form>'),
    inPage('<meta charset=utf-8><form method=post></form>'),
  ],
  'addresses with the origin that was asked, or without': [to('https://Shop.example/x?y'), to('/x?y')],
  'policies with directives and sources in another order': [
    { headers: [['Content-Security-Policy', "default-src 'self' a.example; img-src *"]] },
    { headers: [['content-security-policy', "img-src *;default-src  a.example 'self';"]] },
  ],
  'session cookies': [cookie('845219067345190283746'), cookie('112358132134558914423')],
  'cookies with flags that say more than they need': [
    set('a=1; HttpOnly; Secure'),
    set('a=1; httponly=true; Secure=1'),
  ],
  'cookies that are taken away, in two manners': [
    set('a=""; Path=/; Max-Age=0; SameSite=Lax'),
    set('a=deleted; Expires=Thu, 01-Jan-1970 00:00:01 GMT; Path=/; HttpOnly'),
  ],
  'cookies of one name, in another order of their scopes': [
    set('a=1; Path=/', 'a=2; Path=/x'),
    set('a=2; Path=/x', 'a=3; Path=/', 'a=1; Path=/'),
  ],
  'cookies that last until a time, or as long': [
    set('a=1; Max-Age=60'),
    set(`a=1; Expires=${new Date(NOW + 60_000).toUTCString()}`),
  ],
  'times of the moment, to the second': [
    { ...inJson({ now: new Date(NOW).toISOString() }) },
    { ...inJson({ now: new Date(NOW + 3000).toISOString() }), at: NOW + 3000 },
  ],
  'times of the moment, to the minute': [
    { ...inPage('<p>Nov. 24, 2026, 6:46 a.m.'), at: NOW },
    { ...inPage('<p>Nov. 24, 2026, 6:47 a.m.'), at: NOW + 60_000 },
  ],
  'pages that expire an hour after they were made': [expires(3_600_000), expires(3_600_000, NOW + 120_000)],
  'pages that expire at once': [expires(0), { headers: [['Expires', '0']] }],
  'times of the moment around a full hour, as Django writes them': [
    { ...inPage('<p>Nov. 24, 2026, 11:59 a.m.'), at: Date.UTC(2026, 10, 24, 11, 59, 59) },
    { ...inPage('<p>Nov. 24, 2026, noon'), at: Date.UTC(2026, 10, 24, 12, 0, 1) },
  ],
  'times of the moment, as a number': [inJson({ t: NOW }), inJson({ t: NOW + 7 })],
  'dates beside midnight': [
    { ...inPage('<p>2026-11-24'), at: Date.UTC(2026, 10, 24, 23, 59, 59) },
    { ...inPage('<p>2026-11-25'), at: Date.UTC(2026, 10, 25, 0, 0, 1) },
  ],
}

const OTHER: Readonly<Record<string, readonly [...Both, ...string[]]>> = {
  'another version of a type': [
    { ...inJson({}), type: 'application/json; version=1' },
    { ...inJson({}), type: 'application/json; version=2' },
    'header-value header:content-type',
  ],
  'a type without its version': [
    { ...inJson({}), type: 'application/json; version=1' },
    { ...inJson({}), type: 'application/json' },
    'header-value header:content-type',
  ],
  'a token that is missing': [
    inPage(field('csrf', A)),
    inPage(field('csrf', '')),
    'form-value $.html.body.form.input[name=csrf]@value',
  ],
  'a token of another length': [
    inPage(field('csrf', A + B)),
    inPage(field('csrf', C)),
    'form-value $.html.body.form.input[name=csrf]@value',
  ],
  'a token that is a word': [
    inPage(field('csrf', A)),
    inPage(field('csrf', 'undefinedundefinedundefinedundef')),
    'form-value $.html.body.form.input[name=csrf]@value',
  ],
  'what is drawn at a place for no secrets': [
    inPage(field('reference', A)),
    inPage(field('reference', B)),
    'form-value $.html.body.form.input[name=reference]@value',
  ],
  'a token that users see': [
    inPage(field('csrf', A, 'text')),
    inPage(field('csrf', B, 'text')),
    'form-value $.html.body.form.input[name=csrf]@value',
  ],
  'one secret in two places that is two on the other side': [
    inJson({ csrf: A, token: A }),
    inJson({ csrf: B, token: C }),
    'secret $.token',
  ],
  'two secrets that are one on the other side': [
    inJson({ csrf: A, token: B }),
    inJson({ csrf: C, token: C }),
    'secret $.token',
  ],
  'one secret in two fields that is two on the other side': [
    inPage(field('csrf', A) + field('csrf', A)),
    inPage(field('csrf', B) + field('csrf', C)),
    'secret $.html.body.form[1].input[name=csrf]@value',
  ],
  'two secrets in fields that are one on the other side': [
    inPage(field('csrf', A) + field('csrf', B)),
    inPage(field('csrf', C) + field('csrf', C)),
    'secret $.html.body.form[1].input[name=csrf]@value',
  ],
  'a secret that both sides have, and one of them has another beside': [
    inPage(field('csrf', A) + field('nonce', A)),
    inPage(field('csrf', A) + field('nonce', B)),
    'secret $.html.body.form[1].input[name=nonce]@value',
  ],
  'the same in JSON, where legacy has two': [
    inJson({ csrf: B, token: A }),
    inJson({ csrf: B, token: B }),
    'secret $.token',
  ],
  'a script that uses another secret than the field': [
    inPage(`<script>let t = "${A}"</script>${field('csrf', A)}`),
    inPage(`<script>let t = "${C}"</script>${field('csrf', B)}`),
    'text $.html.body.script',
  ],
  'another address at a place for secrets': [
    inJson({ sessionUrl: 'https://shop.example/Conf2024/Room1' }),
    inJson({ sessionUrl: 'https://shop.example/Fair2025/Hall9' }),
    'value $.sessionUrl',
  ],
  'another time at a place for secrets': [
    inJson({ sessionEnds: '2020-05-11T09:53:41Z' }),
    inJson({ sessionEnds: '2019-12-31T23:18:02Z' }),
    'time $.sessionEnds',
  ],
  'another number of the same thing at a place for secrets': [
    inJson({ session: 'Order-2024-A-0000017' }),
    inJson({ session: 'Order-2024-A-0000018' }),
    'value $.session',
  ],
  'a cookie of the same name for another path': [
    set('a=1; Path=/x', 'a=2; Path=/'),
    set('a=2; Path=/'),
    'cookie-missing cookie:a',
  ],
  'a cookie that is taken away from another path': [
    set('a=; Path=/x; Max-Age=0'),
    set('a=; Path=/; Max-Age=0'),
    'cookie-attribute cookie:a@path',
  ],
  'a cookie that lasts a moment instead of a minute': [
    set('a=1; Max-Age=60'),
    set('a=1; Max-Age=1'),
    'cookie-attribute cookie:a@max-age',
  ],
  'another number in an address that speaks of no state': [
    inPage('<a href="/print?statement=4829104829104829">'),
    inPage('<a href="/print?statement=7391827364519283">'),
    'attribute $.html.body.a@href',
  ],
  'a cookie that leads to another page': [
    { headers: [['Set-Cookie', 'back=/Account/Orders2024/View']] },
    { headers: [['Set-Cookie', 'back=/Account/Orders2023/View']] },
    'cookie-value cookie:back',
  ],
  'a value of another type beside a token': [
    inJson({ csrf: A, price: 7, sold: null, on: true }),
    inJson({ csrf: B, price: '7', sold: 'null', on: 'true' }),
    'type $.price',
    'type $.sold',
    'type $.on',
  ],
  'an attribute beside one of another namespace': [
    use('#a', '#b'),
    use('#c', '#b'),
    'attribute $.html.body.svg.use@href',
  ],
  'an address that leads back to another scheme': [
    to('https://shop.example/x'),
    to('http://shop.example/x'),
    'header-value header:location',
  ],
  'a policy of which another directive comes first': [
    { headers: [['Content-Security-Policy', "script-src 'self'; script-src *"]] },
    { headers: [['Content-Security-Policy', "script-src *; script-src 'self'"]] },
    'header-value header:content-security-policy',
  ],
  'a source that another directive has': [
    { headers: [['Content-Security-Policy', 'img-src a.example; font-src b.example']] },
    { headers: [['Content-Security-Policy', 'img-src b.example; font-src a.example']] },
    'header-value header:content-security-policy',
  ],
  'a nonce with more behind it': [
    csp(A),
    csp(B, " 'unsafe-inline'"),
    'header-value header:content-security-policy',
  ],
  'a session cookie that is emptied': [
    cookie('845219067345190283746'),
    cookie('""'),
    'cookie-value cookie:session',
  ],
  'a time that is not of the moment': [
    inJson({ now: new Date(NOW).toISOString() }),
    inJson({ now: new Date(NOW + 3_600_000).toISOString() }),
    'time $.now',
  ],
  'a time that is written in another way': [
    inJson({ then: '2020-05-11T09:53:41Z' }),
    inJson({ then: '2020-05-11T09:53:41.000Z' }),
    'time $.then',
  ],
  'a time that names no zone any more': [
    inJson({ then: '2020-05-11T09:53:41Z' }),
    inJson({ then: '2020-05-11T09:53:41' }),
    'time $.then',
  ],
  'a time of the moment that is written in another way': [
    inPage('<p>Nov. 24, 2026, 6:46 a.m.'),
    inPage('<p>2026-11-24 06:46'),
    'time $.html.body.p',
  ],
  'a time of the moment that is told in another zone': [
    inJson({ now: '2026-11-24T06:46:12+00:00' }),
    inJson({ now: '2026-11-24T07:46:12+01:00' }),
    'time $.now',
  ],
  'seconds since 1970 that have become milliseconds': [
    inJson({ then: 1262304000, now: NOW / 1000 }),
    inJson({ then: 1262304000000, now: NOW }),
    'value $.then',
    'value $.now',
  ],
  'a number of the moment that has become text': [
    inJson({ now: NOW }),
    inJson({ now: String(NOW) }),
    'type $.now',
  ],
  'a page that expires an hour later': [
    expires(3_600_000),
    expires(7_200_000),
    'header-value header:expires',
  ],
  'a page that expires no more': [expires(3_600_000), {}, 'header-missing header:expires'],
  'a date that is not of today': [
    { ...inPage('<p>2026-11-24'), at: NOW },
    { ...inPage('<p>2026-11-25'), at: NOW },
    'time $.html.body.p',
  ],
  'ids beyond 2^53': [
    { type: 'application/json', body: '{"id":12345678901234567890}' },
    { type: 'application/json', body: '{"id":12345678901234567891}' },
    'value $.id',
  ],
}

describe('compare, without any rule', () => {
  for (const [name, [legacy, candidate]] of Object.entries(SAME))
    it(`takes for the same: ${name}`, () => {
      expect(told(compared(legacy, candidate))).to.deep.equal([])
    })

  for (const [name, [legacy, candidate, ...wanted]] of Object.entries(OTHER))
    it(`tells of ${name}`, () => {
      expect(told(compared(legacy, candidate))).to.deep.equal(wanted)
    })

  it('tells of an address without the scheme that was asked', () => {
    const pair = aPair(to('/x'), to('http://shop.example/x'))
    const asked = (scheme: string): Pair => ({
      ...pair,
      request: { ...pair.request, headers: [...pair.request.headers, ['X-Forwarded-Proto', scheme]] },
    })
    expect(told(compare(asked('http'), compileRules([])))).to.deep.equal([])
    expect(told(compare(asked('https'), compileRules([])))).to.deep.equal(['header-value header:location'])
  })

  it('finds pages that differ by their token alone without parsing them', () => {
    const { parsed, secrets } = compared(inPage(field('csrf', A)), inPage(field('csrf', B)))
    expect({ parsed, secrets }).to.deep.equal({ parsed: false, secrets: 1 })
  })
})
