import { compare, compileRules, type Answer, type Pair } from '@strangler/comparison'

/*
 * What comparing two answers costs: pages and JSON of 20 KB, by what it takes to tell. Each figure is the best of
 * several rounds, in pairs per second of this thread's processor time, since others may share the machine.
 * Run: node bench/src/comparing.ts
 */

const ROUNDS = 5
const PAIRS = 200
/** Some clocks of processor time go by steps of milliseconds. */
const LEAST_MICROS = 100_000
const SIZE = 20_000
/** As many cards are about that long. */
const CARDS = 72
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

interface Workload {
  readonly name: string
  readonly pairs: readonly Pair[]
}

const rules = compileRules([])
let drawn = 1
const pages = Array.from({ length: PAIRS }, (_, at) => page(at))
const lists = Array.from({ length: PAIRS }, (_, at) => list(at))

const html = {
  same: workload('pages, the same bytes', (at) => htmlPair(pages[at], pages[at])),
  token: workload('pages, another token', (at) => htmlPair(pages[at], page(at))),
  blanks: workload('pages, other blanks', (at) => htmlPair(pages[at], page(at, '\n\t'))),
  text: workload('pages, one text differs', (at) =>
    htmlPair(pages[at], page(at).replace('thought 60 ', 'thought sixty ')),
  ),
}
const json = {
  same: workload('JSON, the same bytes', (at) => jsonPair(lists[at], lists[at])),
  order: workload('JSON, keys in another order', (at) => jsonPair(lists[at], list(at, true))),
  value: workload('JSON, one value differs', (at) =>
    jsonPair(lists[at], lists[at]?.replace('thought 60 ', 'thought sixty ')),
  ),
}

const mixes = [
  // As far as traffic of pages with forms goes: most have a token of their own, few differ in earnest.
  mixOf('pages, mixed: 20 % same, 70 % token, 9 % blanks, 1 % text', [
    [html.same, 20],
    [html.token, 70],
    [html.blanks, 9],
    [html.text, 1],
  ]),
  mixOf('JSON, mixed: 50 % same, 50 % parsed', [
    [json.same, 50],
    [json.order, 49],
    [json.value, 1],
  ]),
]
const workloads = [...Object.values(html), ...Object.values(json), ...mixes]
// Interleaved, so that what disturbs the machine for a while disturbs all alike.
const figures = workloads.map((): { rate: number; parsed: number } => ({ rate: 0, parsed: 0 }))
for (let round = 0; round < ROUNDS; round++)
  for (const [at, own] of workloads.entries()) {
    const { rate, parsed } = measure(own.pairs)
    const figure = figures[at]
    if (figure) figures[at] = { rate: Math.max(figure.rate, rate), parsed }
  }

process.stdout.write(
  `Node ${process.version}, ${SIZE / 1000} KB on each side, best of ${ROUNDS} rounds\n\n` +
    `${''.padEnd(52)}   pairs/s   parsed\n` +
    workloads
      .map(({ name }, at) => {
        const { rate = 0, parsed = 0 } = figures[at] ?? {}
        return `${name.padEnd(52)}${rate.toFixed(0).padStart(10)}${(100 * parsed).toFixed(0).padStart(7)} %\n`
      })
      .join(''),
)

function measure(pairs: readonly Pair[]): { readonly rate: number; readonly parsed: number } {
  let [compared, parsed, spent] = [0, 0, 0]
  const before = process.threadCpuUsage()
  while (spent < LEAST_MICROS) {
    for (const pair of pairs) if (compare(pair, rules).parsed) parsed += 1
    compared += pairs.length
    const { user, system } = process.threadCpuUsage(before)
    spent = user + system
  }
  return { rate: (compared * 1e6) / spent, parsed: parsed / compared }
}

function workload(name: string, pairOf: (at: number) => Pair): Workload {
  return { name, pairs: Array.from({ length: PAIRS }, (_, at) => pairOf(at)) }
}

function mixOf(name: string, parts: readonly (readonly [Workload, number])[]): Workload {
  return { name, pairs: parts.flatMap(([{ pairs }, percent]) => pairs.slice(0, (PAIRS * percent) / 100)) }
}

function htmlPair(legacy = '', candidate = ''): Pair {
  return pairOf('text/html; charset=utf-8', legacy, candidate)
}

function jsonPair(legacy = '', candidate = ''): Pair {
  return pairOf('application/json', legacy, candidate)
}

function pairOf(type: string, legacy: string, candidate: string): Pair {
  const request = { method: 'GET', target: '/thoughts/', headers: [], body: new Uint8Array() }
  return { route: 'list', request, legacy: answer(type, legacy), candidate: answer(type, candidate) }
}

function answer(type: string, body: string): Answer {
  const headers: Answer['headers'] = [
    ['Content-Type', type],
    ['Vary', 'Cookie'],
    ['X-Frame-Options', 'DENY'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'same-origin'],
    ['Set-Cookie', `csrftoken=${token()}; Max-Age=31449600; Path=/; SameSite=Lax`],
  ]
  return {
    status: 200,
    headers,
    body: Buffer.from(body),
    truncated: false,
    durationMs: 10,
    at: 1_800_000_000_000,
  }
}

/** A page of cards, as long as it takes; tokens are drawn anew each time. */
function page(seed: number, blanks = '\n'): string {
  const card = (at: number): string =>
    [
      '<div class="card mb-2">',
      '<div class="card-body">',
      `<h5 class="card-title">user ${(seed + at) % 7}</h5>`,
      `<h6 class="card-subtitle"><small class="text-muted">May ${1 + (at % 28)}, 1962, 9:53 a.m.</small></h6>`,
      `<p class="card-text">thought ${at} of ${seed}: a few seconds more and we will know &amp; see</p>`,
      '</div></div>',
    ].join(blanks)
  const head =
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>MyThoughts</title></head><body>'
  const form = `<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="${token()}"></form>`
  const cards = Array.from({ length: CARDS }, (_, at) => blanks + card(at)).join('')
  return `${head}${blanks}${form}${cards}${blanks}</body></html>`
}

function list(seed: number, reversed = false): string {
  const items: object[] = []
  for (let at = 0; items.length * 160 < SIZE; at++) {
    const fields = {
      id: at + 1,
      username: `user ${(seed + at) % 7}`,
      text: `thought ${at} of ${seed}: a few seconds more and we will know & see`,
      timestamp: '1962-05-11T09:53:41',
      tags: ['a', 'b'],
    }
    items.push(reversed ? Object.fromEntries(Object.entries(fields).toReversed()) : fields)
  }
  return JSON.stringify(items)
}

function token(): string {
  return Array.from({ length: 64 }, () => {
    drawn = (Math.imul(drawn, 1_664_525) + 1_013_904_223) >>> 0
    return LETTERS[Math.floor((drawn / 2 ** 32) * LETTERS.length)] ?? ''
  }).join('')
}
