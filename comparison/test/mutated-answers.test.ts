import { expect } from 'chai'
import { compared, told, type AnswerParts } from './support/pairs.ts'
import { drawPage, drawToken, escapeHtml, writePage, type Card, type PageModel } from './support/pages.ts'
import { createDraw, type Draw } from './support/random.ts'

const PAIRS = 40

/** What is done to the candidate's answer, and what is to be told of it. */
interface Mutation {
  readonly name: string
  readonly apply: (page: PageModel, draw: Draw) => { readonly page: PageModel; readonly told: string }
}

function onCard(
  page: PageModel,
  draw: Draw,
  change: (card: Card) => Partial<Card>,
  place: string,
  kind: string,
) {
  const at = draw.below(page.cards.length)
  const cards = page.cards.map((card, index) => (index === at ? { ...card, ...change(card) } : card))
  return { page: { ...page, cards }, told: `${kind} $.html.body.main.div[id=${page.cards[at]!.id}]${place}` }
}

const ON_PAGES: readonly Mutation[] = [
  {
    name: 'a word more',
    apply: (page, draw) => onCard(page, draw, ({ text }) => ({ text: `${text} more` }), '.p', 'text'),
  },
  {
    name: 'another name',
    apply: (page, draw) => onCard(page, draw, ({ user }) => ({ user: user.toUpperCase() }), '.h5', 'text'),
  },
  {
    name: 'a time an hour later',
    apply: (page, draw) =>
      onCard(
        page,
        draw,
        ({ time }) => ({ time: time.replace(/(\d+):/, (_, hour) => `${(Number(hour) % 12) + 1}:`) }),
        '.h6.small',
        'time',
      ),
  },
  {
    name: 'text escaped twice',
    apply: (page, draw) => {
      const cards = page.cards.map((card) => ({ ...card, text: `${card.text} R&D` }))
      const twice = onCard(
        { ...page, cards },
        draw,
        ({ text }) => ({ text: escapeHtml(text) }),
        '.p',
        'escaped-twice',
      )
      return { ...twice, legacy: { ...page, cards } }
    },
  },
  {
    name: 'a card missing',
    apply: (page, draw) => {
      const at = draw.below(page.cards.length)
      return {
        page: { ...page, cards: page.cards.toSpliced(at, 1) },
        told: `element-missing $.html.body.main.div[id=${page.cards[at]!.id}]`,
      }
    },
  },
  {
    name: 'a card more',
    apply: (page, draw) => {
      const at = draw.below(page.cards.length + 1)
      const card = { ...page.cards[0]!, id: 'extra', text: 'something new' }
      return {
        page: { ...page, cards: page.cards.toSpliced(at, 0, card) },
        told: 'element-extra $.html.body.main.div[id=extra]',
      }
    },
  },
  {
    name: 'two cards swapped',
    apply: (page, draw) => {
      const at = draw.below(page.cards.length - 1)
      const [one, other] = [page.cards[at]!, page.cards[at + 1]!]
      return {
        page: { ...page, cards: page.cards.toSpliced(at, 2, other, one) },
        told: 'order $.html.body.main',
      }
    },
  },
  {
    name: 'another action of the form',
    apply: (page) => ({ page: { ...page, action: '/elsewhere' }, told: 'attribute $.html.body.form@action' }),
  },
  {
    name: 'another draft in the form',
    apply: (page) => ({
      page: { ...page, draft: `${page.draft} changed` },
      told: 'form-value $.html.body.form.p.textarea[name=text]',
    }),
  },
  {
    name: 'another title',
    apply: (page) => ({ page: { ...page, title: `${page.title}!` }, told: 'text $.html.head.title' }),
  },
]

interface Thing {
  readonly id: number
  readonly name: string
  readonly price: number
  readonly tags: readonly string[]
  readonly seen: boolean | null
}

function things(draw: Draw): readonly Thing[] {
  return Array.from({ length: 2 + draw.below(9) }, (_, at) => ({
    id: 100 + at,
    name: `thing ${draw.text(6, 'abcdef')}`,
    price: draw.below(10_000) / 100,
    tags: ['new', 'sale', 'blue', 'small'].slice(0, 2 + draw.below(3)),
    seen: draw.one([true, false, null]),
  }))
}

const ON_JSON: readonly {
  readonly name: string
  readonly change: (thing: Thing) => object
  readonly told: string
}[] = [
  {
    name: 'another price',
    change: ({ price }) => ({ price: price + 0.01 }),
    told: 'value $.things[#].price',
  },
  {
    name: 'a price as text',
    change: ({ price }) => ({ price: String(price) }),
    told: 'type $.things[#].price',
  },
  { name: 'a field missing', change: () => ({ name: undefined }), told: 'field-missing $.things[#].name' },
  { name: 'a field more', change: () => ({ owner: 'bruce' }), told: 'field-extra $.things[#].owner' },
  {
    name: 'a tag missing',
    change: ({ tags }) => ({ tags: tags.slice(1) }),
    told: 'element-missing $.things[#].tags[0]',
  },
  {
    name: 'a tag more',
    change: ({ tags }) => ({ tags: ['odd', ...tags] }),
    told: 'element-extra $.things[#].tags[0]',
  },
  {
    name: 'tags in another order',
    change: ({ tags }) => ({ tags: tags.toReversed() }),
    told: 'order $.things[#].tags',
  },
]

const cookie = 'session=17; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=3600'
const HEADERS: readonly (readonly [string, string])[] = [
  ['X-Frame-Options', 'DENY'],
  ['Vary', 'Cookie'],
  ['Location', '/login/'],
  ['Set-Cookie', cookie],
]
const ON_HEADERS: readonly { readonly from: string; readonly to: string; readonly told: string }[] = [
  { from: 'DENY', to: 'SAMEORIGIN', told: 'header-value header:x-frame-options' },
  { from: 'Cookie', to: 'Cookie, Accept', told: 'header-value header:vary' },
  { from: '/login/', to: '/login', told: 'header-value header:location' },
  {
    from: cookie,
    to: cookie.replace('session', 'sid'),
    told: 'cookie-missing cookie:session,cookie-extra cookie:sid',
  },
  { from: cookie, to: cookie.replace('17', ''), told: 'cookie-value cookie:session' },
  { from: cookie, to: cookie.replace('Path=/', 'Path=/x'), told: 'cookie-attribute cookie:session@path' },
  { from: cookie, to: cookie.replace('; Secure', ''), told: 'cookie-attribute cookie:session@secure' },
  { from: cookie, to: cookie.replace('Lax', 'None'), told: 'cookie-attribute cookie:session@samesite' },
  { from: cookie, to: cookie.replace('3600', '7200'), told: 'cookie-attribute cookie:session@max-age' },
]

describe('compare, of answers with one thing changed', () => {
  for (const { name, apply } of ON_PAGES)
    it(`finds ${name}, at its place and nowhere else (${PAIRS} pages)`, () => {
      for (let seed = 1; seed <= PAIRS; seed++) {
        const draw = createDraw(seed)
        const drawn = drawPage(draw)
        const changed = apply(drawn, draw)
        const legacy = 'legacy' in changed ? (changed.legacy as PageModel) : drawn
        const loose = { shuffle: true, blanks: true, comments: true, token: drawToken(draw) }
        const comparison = compared(
          { body: writePage(legacy, draw, { ...loose, token: drawToken(draw) }) },
          { body: writePage(changed.page, draw, loose) },
        )
        expect(told(comparison), `seed ${seed}`).to.deep.equal([changed.told])
      }
    })

  for (const { name, change, told: wanted } of ON_JSON)
    it(`finds ${name} in JSON, at its place and nowhere else (${PAIRS} answers)`, () => {
      for (let seed = 1; seed <= PAIRS; seed++) {
        const draw = createDraw(seed)
        const list = things(draw)
        const at = draw.below(list.length)
        const changed = list.map((thing, index) => (index === at ? { ...thing, ...change(thing) } : thing))
        const json = (value: unknown): AnswerParts => ({
          type: 'application/json',
          body: JSON.stringify({ things: value }),
        })
        const found = told(compared(json(list), json(changed)))
        expect(found, `seed ${seed}`).to.deep.equal([wanted.replace('#', String(at))])
      }
    })

  for (const { from, to, told: wanted } of ON_HEADERS)
    it(`tells of ${wanted} where "${to}" stands for "${from}"`, () => {
      const headers = HEADERS.map(([name, value]) => [name, value === from ? to : value] as const)
      expect(told(compared({ headers: HEADERS }, { headers })).join()).to.equal(wanted)
    })
})
