import { expect } from 'chai'
import { compared, inJson, inPage, told, type AnswerParts } from './support/pairs.ts'

const PAGE = inPage('<h1>Thoughts</h1><ul><li>one</li><li>two</li><li>three</li></ul>')
const with_ = (parts: AnswerParts, more: AnswerParts): AnswerParts => ({ ...parts, ...more })
const cookie = (attributes: string): AnswerParts =>
  with_(PAGE, { headers: [['Set-Cookie', `session=17; Path=/${attributes}`]] })
const stamp = (hour: number): AnswerParts => inPage(`<p><small>May 11, 1962, ${hour}:53 a.m.</small></p>`)

const FAULTS: readonly {
  readonly name: string
  readonly legacy: AnswerParts
  readonly candidate: AnswerParts
  readonly told: string
  readonly note?: string
}[] = [
  { name: 'a wrong status', legacy: PAGE, candidate: with_(PAGE, { status: 404 }), told: 'status status' },
  {
    name: 'a missing header',
    legacy: with_(PAGE, { headers: [['X-Frame-Options', 'DENY']] }),
    candidate: PAGE,
    told: 'header-missing header:x-frame-options',
  },
  {
    name: 'a missing attribute of a cookie',
    legacy: cookie('; HttpOnly; SameSite=Lax'),
    candidate: cookie('; SameSite=Lax'),
    told: 'cookie-attribute cookie:session@httponly',
  },
  {
    name: 'swapped order',
    legacy: PAGE,
    candidate: inPage('<h1>Thoughts</h1><ul><li>one</li><li>three</li><li>two</li></ul>'),
    told: 'order $.html.body.ul',
    note: 'one part has moved',
  },
  {
    name: 'text escaped twice',
    legacy: inPage('<p>Tom &amp; Jerry</p>'),
    candidate: inPage('<p>Tom &amp;amp; Jerry</p>'),
    told: 'escaped-twice $.html.body.p',
    note: 'by the candidate',
  },
  {
    name: 'a time that is off by one hour',
    legacy: stamp(9),
    candidate: stamp(10),
    told: 'time $.html.body.p.small',
    note: "the candidate's is 1 hour later",
  },
  {
    name: 'a missing element',
    legacy: PAGE,
    candidate: inPage('<h1>Thoughts</h1><ul><li>one</li><li>three</li></ul>'),
    told: 'element-missing $.html.body.ul.li[1]',
  },
  {
    name: 'an extra field of JSON',
    legacy: inJson({ items: [{ id: 1 }] }),
    candidate: inJson({ items: [{ id: 1, secret: true }] }),
    told: 'field-extra $.items[0].secret',
  },
  {
    name: 'a wrong type',
    legacy: inJson({ items: [{ id: 1, price: 7 }] }),
    candidate: inJson({ items: [{ id: 1, price: '7' }] }),
    told: 'type $.items[0].price',
    note: 'number and string',
  },
  {
    name: 'a body that breaks off',
    legacy: PAGE,
    candidate: { body: String(PAGE.body).slice(0, 90), truncated: true },
    told: 'truncated-body body',
  },
  {
    name: 'a body shorter than its Content-Length',
    legacy: PAGE,
    candidate: { body: String(PAGE.body).slice(0, 90), headers: [['Content-Length', '500']] },
    told: 'truncated-body body',
  },
  {
    name: 'a wrong charset',
    legacy: PAGE,
    candidate: with_(PAGE, { type: 'text/html; charset=iso-8859-1' }),
    told: 'charset header:content-type',
  },
  {
    name: 'text in a wrong encoding',
    legacy: inPage('<p>café au lait</p>'),
    candidate: { body: Buffer.from(String(inPage('<p>café au lait</p>').body), 'latin1') },
    told: 'charset $.html.body.p',
    note: 'by the candidate',
  },
]

describe('compare', () => {
  for (const { name, legacy, candidate, told: wanted, note } of FAULTS)
    it(`names ${name}, and nothing else, with its place`, () => {
      const comparison = compared(legacy, candidate)
      expect(told(comparison)).to.deep.equal([wanted])
      if (note !== undefined) expect(comparison.differences[0]?.note).to.equal(note)
    })
})
