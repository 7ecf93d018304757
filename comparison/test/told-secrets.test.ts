import { compare, compileRules, redact, type Pair } from '@strangler/comparison'
import { expect } from 'chai'
import { aPair, inJson, inPage, type AnswerParts } from './support/pairs.ts'

const TOKEN = 'Jq3Zk0dWb8Vt5Rr1Xy7Lm2Np9Qs4Tu6A'
const of = (type: string, body: string): AnswerParts => ({ type, body })
const cut = (parts: AnswerParts): AnswerParts => ({ ...parts, truncated: true })
const swapped = (field: string): readonly [AnswerParts, AnswerParts] => [
  inPage(`<form>${field}<b>x</b><i>y</i></form>`),
  inPage(`<form><b>x</b><i>y</i>${field}</form>`),
]

/** What must never be told, and two answers of which the first holds it. */
const CASES: Readonly<
  Record<string, readonly [secret: string, legacy: AnswerParts, candidate: AnswerParts]>
> = {
  'an element of XML': [
    'hunter2345',
    of('text/xml', '<s:a><w:Password Type="x">hunter2345</w:Password></s:a>'),
    of('text/xml', '<s:a/>'),
  ],
  'an element of XML that is written as data': [
    'hunter2345',
    of('application/xml', '<sessionKey><![CDATA[hunter2345]]></sessionKey>'),
    of('application/xml', '<a/>'),
  ],
  'an attribute of XML with blanks': [
    'battery',
    of('application/xml', '<u password="correct horse & battery"/>'),
    of('application/xml', '<u/>'),
  ],
  'JSON that breaks off': [
    'battery',
    cut(of('application/json', '{"password": "correct \\"horse\\" & battery", "b":')),
    cut(of('application/json', '{"password": "no", "b":')),
  ],
  'JSON that breaks off within a secret': [
    'horse',
    cut(of('application/json', '{"password": "correct horse')),
    cut(of('application/json', '{"a": 1')),
  ],
  'lines of JSON': [
    'horse',
    of('application/x-ndjson', '{"password":"correct horse"}\n{}'),
    of('application/x-ndjson', '{}'),
  ],
  'a list of secrets in a text': [
    'horse',
    of('text/plain', 'tokens: ["correct battery", "wrong horse"]'),
    of('text/plain', 'none'),
  ],
  'JSON in a script': [
    'battery',
    inPage('<script>var u = {"password":"correct horse battery"}</script>'),
    inPage('<script>1</script>'),
  ],
  'JSON in an attribute': [
    'battery',
    inPage('<p data-user="{&quot;password&quot;:&quot;correct horse battery&quot;}">a</p>'),
    inPage('<p>a</p>'),
  ],
  'JSON in JSON': [
    'battery',
    inJson({ user: JSON.stringify({ password: 'correct horse battery' }) }),
    inJson({ user: 'none' }),
  ],
  'an address with credentials': [
    'hunter2345',
    { headers: [['Location', 'https://bruce:hunter2345@shop.example/']] },
    {},
  ],
  'a short one in a field that is missing': [
    '12x4',
    inPage('<form><input value="12x4" name="pin"></form>'),
    inPage('<form></form>'),
  ],
  'a short one to be chosen of a list': [
    '77q1',
    inPage('<select name="pin"><option>77q1</select>'),
    inPage('<select name="pin"><option>other</select>'),
  ],
  'a short one of a list, where it is missing': [
    '77q1',
    inPage('<select name="pin"><option value="77q1" label="my 77q1">first</select>'),
    inPage('<select name="pin"></select>'),
  ],
  'a short one in a field that has moved': ['ab12', ...swapped('<input name="password" value="ab12">')],
  'a short one in an object that is missing': ['98x6', inJson({ a: { pin: '98x6' } }), inJson({})],
  'a short one in an item that has moved': [
    '98x6',
    inJson([{ id: 1, pwd: '98x6' }, { id: 2 }]),
    inJson([{ id: 2 }, { id: 1, pwd: '98x6' }]),
  ],
  'a page that breaks off within a field': [
    TOKEN.slice(0, 20),
    cut({ body: `<p>a</p><input type="hidden" name="csrf" value="${TOKEN.slice(0, 20)}` }),
    cut({ body: '<p>b</p>' }),
  ],
  'a page that breaks off within a token that is known': [
    TOKEN.slice(0, 20),
    cut({ body: `<p>${TOKEN.slice(0, 20)}` }),
    inPage(`<input type=hidden name=csrf value=${TOKEN}>`),
  ],
  'a column of a table': [
    'battery',
    of('text/csv; charset=utf-8', 'id,"Api token"\r\n1,"correct ""horse"", battery"\r\n2,x'),
    of('text/csv', 'id,"Api token"\r\n2,x'),
  ],
  'YAML, bare and with blanks': [
    'battery',
    of('application/yaml', 'db:\n  password: correct horse battery\n'),
    of('application/yaml', 'db: {}\n'),
  ],
  'YAML, in a block or below a key': [
    'battery',
    of('text/x-yaml', 'secrets:\n- a\n- private: |\n    correct horse\n    battery\nn: 1\n'),
    of('text/x-yaml', 'secrets: []\nn: 1\n'),
  ],
  'a cookie that stands elsewhere unpacked': [
    's3cr3t/value=1',
    inPage('<p>s3cr3t/value=1</p>'),
    { ...inPage('<p>none</p>'), headers: [['Set-Cookie', 'c=s3cr3t%2Fvalue%3D1']] },
  ],
}

describe('what is stored and told of two answers', () => {
  for (const [name, [secret, legacy, candidate]] of Object.entries(CASES))
    it(`holds no secret of ${name}`, () => {
      const pair = aPair(legacy, candidate)
      const comparison = compare(pair, compileRules([]))
      expect(comparison.differences).to.not.be.empty
      expect(JSON.stringify(comparison)).to.not.contain(secret)
      expect(JSON.stringify(redact(pair))).to.not.contain(secret)
    })

  it('holds nothing that the plan names, however short it is, within what is missing or has moved', () => {
    const code = { in: 'body', attribute: null, steps: [{ by: 'name', deep: true, name: 'code' }] } as const
    for (const [legacy, candidate] of [
      [{ a: { code: '9x6' } }, {}],
      [{ a: [{ id: 1, code: '9x6' }, { id: 2 }] }, { a: [{ id: 2 }, { id: 1, code: '9x6' }] }],
      [{ a: { code: { b: '9x6' } } }, { a: 1 }],
    ]) {
      const comparison = compare(aPair(inJson(legacy), inJson(candidate)), compileRules([]), [code])
      expect(comparison.differences).to.not.be.empty
      expect(JSON.stringify(comparison)).to.not.contain('9x6')
    }
  })

  it('holds no line of a secret in a multipart form', () => {
    const form =
      '--b\r\nContent-Disposition: form-data; name="private_key"\r\n\r\nfirst line\r\nsecond line\r\n--b--'
    const pair: Pair = {
      ...aPair({}, {}),
      request: {
        ...{ method: 'POST', target: '/', body: Buffer.from(form) },
        headers: [['Content-Type', 'multipart/form-data; boundary=b']],
      },
    }
    expect(redact(pair).request.body).to.equal(form.replace('first line\r\nsecond line', '[redacted]'))
  })

  it('keeps the layout around the secrets', () => {
    for (const [type, text, wanted] of [
      ['text/csv', 'id,pin\n1,12\n"a,b",\n', 'id,pin\n1,[redacted]\n"a,b",\n'],
      ['text/csv', 'id;pin;n\r\n1;"1;2";3', 'id;pin;n\r\n1;[redacted];3'],
      ['text/tab-separated-values', 'pin\tid\n12\t1', 'pin\tid\n[redacted]\t1'],
      ['text/csv', 'id,name\n"pin,1\n2,3', 'id,name\n"pin,1\n2,3'],
      [
        'application/yaml',
        'a: 1 # pin\npin: 12 # now\nkey: |\n  x\npass: >\n  x y\nn: 1\n---\npin: "1"\n',
        'a: 1 # pin\npin: [redacted] # now\nkey: |\n  x\npass: [redacted]\nn: 1\n---\npin: [redacted]\n',
      ],
      ['application/yaml', 'a: [1, {pin: 2\nb: ]', 'a: [1, {pin: [redacted]\nb: ]'],
    ] as const)
      expect(redact(aPair(of(type, text), {})).legacy.body).to.equal(wanted)
  })

  it('keeps nothing of YAML that is too long to be read', () => {
    const pair = aPair(of('application/yaml', '['.repeat(1024 * 1024)), of('application/yaml', 'a: 1'))
    expect(redact(pair).legacy.body).to.equal(null)
  })

  it('keeps all around the secrets', () => {
    for (const [text, wanted] of [
      ['{"token":"a b","n":1}', '{"token":"[redacted]","n":1}'],
      ["token = 'a b'; n = 1", "token = '[redacted]'; n = 1"],
      ['tokens: {"a": "b c", "n": 1}', 'tokens: {"a": "[redacted]", "n": 1}'],
      ['<token>a b</token> n', '<token>[redacted]</token> n'],
      ['<p class="token x">text</p>', '<p class="token x">text</p>'],
      ['at https://host/a:b@c and //a@b', 'at https://host/a:b@c and //a@b'],
      ['the opinion: fine, bypass: too', 'the opinion: fine, bypass: too'],
    ] as const)
      expect(redact(aPair(of('text/plain', text), {})).legacy.body).to.equal(wanted)
  })
})
