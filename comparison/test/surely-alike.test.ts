import { areSurelyAlike, type WireAnswer } from '@strangler/comparison'
import { expect } from 'chai'
import { compared, NOW, type AnswerParts } from './support/pairs.ts'
import { drawPage, drawToken, writePage } from './support/pages.ts'
import { createDraw } from './support/random.ts'

const PAIRS = 400

/** As undici gives it: names and values as bytes. */
function onTheWire({
  status = 200,
  type,
  headers = [],
  body = '',
  truncated = false,
}: AnswerParts): WireAnswer {
  const all = [['Content-Type', type ?? 'text/html; charset=utf-8'], ...headers].flat()
  return {
    ...{ status, truncated, headers: all.map((text) => Buffer.from(text, 'latin1')) },
    body: Buffer.from(body),
  }
}

const PAGE: AnswerParts = {
  headers: [
    ['Date', new Date(NOW).toUTCString()],
    ['X-Frame-Options', 'DENY'],
    ['Content-Length', '4'],
  ],
  body: 'page',
}
const later: AnswerParts = {
  ...PAGE,
  headers: [['Date', new Date(NOW + 9000).toUTCString()], ...PAGE.headers!.slice(1)],
}
const set = (name: string, value: string): AnswerParts => ({
  ...PAGE,
  headers: [...PAGE.headers!, [name, value]],
})

describe('areSurelyAlike', () => {
  it('says yes to the same bytes, whenever they were sent', () => {
    expect(areSurelyAlike(onTheWire(PAGE), onTheWire(later))).to.equal(true)
  })

  for (const [name, legacy, candidate] of [
    ['another status', PAGE, { ...PAGE, status: 201 }],
    ['another body', PAGE, { ...PAGE, body: 'pace' }],
    ['a header more', PAGE, set('X-A', '1')],
    ['another value of a header', set('X-A', '1'), set('X-A', '2')],
    ['another name of a header', set('X-A', '1'), set('X-B', '1')],
    ['a cookie, which is compared with the time', set('Set-Cookie', 'a=1'), set('Set-Cookie', 'a=1')],
    ['an expiry, which is so too', set('expires', '0'), set('expires', '0')],
    ['a body shorter than announced', { ...PAGE, body: 'pag' }, { ...PAGE, body: 'pag' }],
    ['a body that was cut', { ...PAGE, truncated: true }, { ...PAGE, truncated: true }],
  ] as const)
    it(`says no to ${name}`, () => {
      expect(areSurelyAlike(onTheWire(legacy), onTheWire(candidate))).to.equal(false)
    })

  it('never says yes where comparing would find something, or rules would fire', () => {
    const draw = createDraw(11)
    let yes = 0
    for (let pair = 0; pair < PAIRS; pair++) {
      const page = drawPage(draw)
      const writing = { shuffle: false, blanks: false, comments: false, token: drawToken(draw) }
      const body = writePage(page, draw, writing)
      const mutated = draw.one([body, body, body.replace(/[a-z](?=[^<>]*<)/, 'Q'), body.slice(0, -1)])
      const header = (): [string, string] => ['X-A', draw.one(['1', '1', '1', '2'])]
      const [legacy, candidate] = [
        { body, headers: [header()] },
        { body: mutated, headers: [header()], status: draw.one([200, 200, 200, 404]) },
      ]
      if (!areSurelyAlike(onTheWire(legacy), onTheWire(candidate))) continue
      yes++
      const rules = [{ kind: 'ignore', at: { in: 'header', name: 'x-a' } }] as const
      const { differences, ruledOut, partial, parsed } = compared(legacy, candidate, rules)
      expect({ differences, ruledOut, partial, parsed }).to.deep.equal({
        ...{ differences: [], ruledOut: [], partial: false, parsed: false },
      })
    }
    expect(yes).to.be.within(PAIRS / 10, PAIRS / 1.5)
  })
})
