import { LETTERS_DIGITS, type Draw } from './random.ts'

export interface Card {
  readonly id: string
  readonly user: string
  readonly time: string
  readonly text: string
}

/** What a page is made of, apart from how it is written down. */
export interface PageModel {
  readonly title: string
  readonly user: string | null
  readonly action: string
  readonly draft: string
  readonly choice: number
  readonly cards: readonly Card[]
}

/** How a page is written down: none of it is seen by users. */
export interface Writing {
  readonly shuffle: boolean
  readonly blanks: boolean
  readonly comments: boolean
  readonly token: string
}

const WORDS =
  'the answer is in power of gamma rays and nobody knows whether we succeeded but tonight I shall visit café żółć 日本'.split(
    ' ',
  )
const MONTHS = ['Jan.', 'March', 'May', 'July', 'Sept.', 'Nov.']

export function drawPage(draw: Draw): PageModel {
  return {
    title: draw.one(['MyThoughts', 'Search', 'All thoughts']),
    user: draw.one([null, 'bruce', 'stephen']),
    action: draw.one(['/thoughts/new', '/login/']),
    draft: draw.one(['', 'a draft\n  of two lines', 'x < y & z']),
    choice: draw.below(3),
    cards: Array.from({ length: 2 + draw.below(8) }, (_, at) => ({
      id: `t${at + 1}`,
      user: draw.one(['bruce', 'stephen', 'peter']),
      time: `${draw.one(MONTHS)} ${1 + draw.below(28)}, 1962, ${1 + draw.below(12)}:${10 + draw.below(50)} a.m.`,
      // The number tells cards apart, whatever else they say.
      text: `${sentence(draw)} no${at}`,
    })),
  }
}

export function sentence(draw: Draw): string {
  return Array.from({ length: 3 + draw.below(9) }, () => draw.one(WORDS)).join(' ')
}

export const drawToken = (draw: Draw): string => draw.text(64, LETTERS_DIGITS)

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

export function writePage(page: PageModel, draw: Draw, writing: Writing): string {
  const tag = (name: string, attributes: Readonly<Record<string, string>>, inside: string | null): string => {
    const entries = Object.entries(attributes)
    const written = (writing.shuffle ? draw.shuffled(entries) : entries)
      .map(([attribute, value]) => ` ${attribute}="${escapeHtml(value)}"`)
      .join('')
    return inside === null ? `<${name}${written}>` : `<${name}${written}>${inside}</${name}>`
  }
  const gap = (): string => {
    if (writing.comments && draw.below(4) === 0) return '<!-- rendered here -->'
    return writing.blanks ? draw.one(['\n', '\n    ', ' ', '\t\n']) : ''
  }
  const lines = (...parts: readonly string[]): string => parts.map((part) => gap() + part).join('') + gap()
  const bar =
    page.user === null ? '' : tag('p', { class: 'bar' }, tag('a', { href: '/thoughts/' }, page.user))
  const form = tag(
    'form',
    { method: 'post', action: page.action },
    lines(
      tag('input', { type: 'hidden', name: 'csrfmiddlewaretoken', value: writing.token }, null),
      tag('p', {}, tag('textarea', { name: 'text', maxlength: '250' }, escapeHtml(page.draft))),
      tag(
        'select',
        { name: 'mood' },
        ['calm', 'angry', 'green']
          .map((mood, at) =>
            tag('option', { value: mood, ...(at === page.choice && { selected: '' }) }, mood),
          )
          .join(''),
      ),
    ),
  )
  const cards = page.cards.map(({ id, user, time, text }) =>
    tag(
      'div',
      { class: writing.shuffle ? 'mb-2 card' : 'card mb-2', id },
      lines(
        tag('h5', { class: 'card-title' }, user),
        tag('h6', {}, tag('small', { class: 'text-muted' }, time)),
        tag('p', { class: 'card-text' }, escapeHtml(text)),
      ),
    ),
  )
  const head = lines(tag('meta', { charset: 'utf-8' }, null), tag('title', {}, page.title))
  const body = lines(bar, form, tag('main', { class: 'container' }, lines(...cards)))
  return `<!DOCTYPE html>${gap()}<html lang="en"><head>${head}</head>${gap()}<body>${body}</body></html>`
}
