import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect } from 'chai'
import { compared, NOW, told, type AnswerParts } from './support/pairs.ts'
import { drawPage, drawToken, writePage, type PageModel, type Writing } from './support/pages.ts'
import { createDraw, type Draw } from './support/random.ts'

const PAIRS = 150

const plain = (draw: Draw): Writing => ({
  shuffle: false,
  blanks: false,
  comments: false,
  token: drawToken(draw),
})

function headersOf(draw: Draw, token: string): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [
    ['Vary', draw.one(['Cookie, Accept-Language', 'accept-language,  cookie'])],
    ['X-Frame-Options', 'DENY'],
    ['Cache-Control', draw.one(['no-cache, max-age=0', 'max-age=0,no-cache'])],
    ['Date', new Date(NOW + draw.below(5000)).toUTCString()],
    ['Server', draw.one(['gunicorn', 'nginx'])],
    ['Connection', draw.one(['close', 'keep-alive'])],
    draw.one([
      ['Transfer-Encoding', 'chunked'],
      ['Via', '1.1 edge'],
    ] as const),
    [
      'Set-Cookie',
      `csrftoken=${token}; ${draw.shuffled(['Path=/', 'SameSite=Lax', 'Max-Age=31449600']).join('; ')}`,
    ],
    ['Set-Cookie', `session=${draw.text(75, '0123456789')}; Path=/; HttpOnly`],
    ['ETag', `W/"${draw.text(8, '0123456789abcdef')}"`],
  ]
  const cased = (name: string): string => draw.one([name, name.toLowerCase(), name.toUpperCase()])
  return draw.shuffled(headers).map(([name, value]) => [cased(name), value])
}

function answerOf(page: PageModel, draw: Draw, writing: Writing): AnswerParts {
  return {
    headers: headersOf(draw, drawToken(draw)),
    type: draw.one(['text/html; charset=utf-8', 'Text/HTML;charset=UTF-8', 'text/html; charset="utf8"']),
    body: writePage(page, draw, writing),
  }
}

const PACKERS: readonly (readonly [string, (bytes: Uint8Array) => Uint8Array])[] = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['Deflate', deflateRawSync],
  ['zstd', zstdCompressSync],
]

function packed(parts: AnswerParts, draw: Draw): AnswerParts {
  const [coding, pack] = draw.one(PACKERS)
  const body = pack(Buffer.from(String(parts.body)))
  return {
    ...parts,
    headers: [
      ...(parts.headers ?? []),
      ['Content-Encoding', coding],
      ['Content-Length', String(body.length)],
    ],
    body,
  }
}

function shuffledKeys(value: unknown, draw: Draw): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffledKeys(item, draw))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    draw.shuffled(Object.entries(value)).map(([name, below]) => [name, shuffledKeys(below, draw)]),
  )
}

const KINDS: readonly {
  readonly name: string
  readonly pair: (draw: Draw) => readonly [AnswerParts, AnswerParts]
}[] = [
  {
    name: 'pages that are written down in another way',
    pair: (draw) => {
      const page = drawPage(draw)
      const loose = { shuffle: true, blanks: true, comments: true, token: drawToken(draw) }
      return [answerOf(page, draw, plain(draw)), answerOf(page, draw, loose)]
    },
  },
  {
    name: 'pages with tokens, cookies and headers of their own',
    pair: (draw) => {
      const page = drawPage(draw)
      return [answerOf(page, draw, plain(draw)), answerOf(page, draw, plain(draw))]
    },
  },
  {
    name: 'pages that are packed in another way',
    pair: (draw) => {
      const page = drawPage(draw)
      return [packed(answerOf(page, draw, plain(draw)), draw), answerOf(page, draw, plain(draw))]
    },
  },
  {
    name: 'JSON with its keys in another order, indented, and with a token of its own',
    pair: (draw) => {
      const { cards, title } = drawPage(draw)
      const value = { title, cards, total: cards.length, more: null }
      const own = (indent: number): AnswerParts => ({
        type: draw.one(['application/json', 'application/json; charset=utf-8', 'Application/JSON']),
        body: JSON.stringify(shuffledKeys({ ...value, csrfToken: drawToken(draw) }, draw), null, indent),
      })
      return [own(0), draw.below(2) === 0 ? own(2) : packed(own(0), draw)]
    },
  },
]

describe('compare, of answers that mean the same', () => {
  for (const { name, pair } of KINDS)
    it(`finds no difference between ${name} (${PAIRS} pairs)`, () => {
      for (let seed = 1; seed <= PAIRS; seed++) {
        const [legacy, candidate] = pair(createDraw(seed))
        expect(told(compared(legacy, candidate)), `seed ${seed}`).to.deep.equal([])
        expect(told(compared(candidate, legacy)), `seed ${seed}, the other way round`).to.deep.equal([])
      }
    })
})
