import { parseCss } from './css-selector.ts'
import type { ParsedSelector, SelectorStep } from './selection.ts'

const LONGEST_SELECTOR = 500
const NAMED = /^(header|cookie):([A-Za-z0-9][\w.-]{0,99})$/

const NAME = String.raw`[A-Za-z_][\w-]*`
const VALUE = String.raw`"([^"]*)"|'([^']*)'`

/** What a path is made of, in the order in which it is tried. */
const PARTS: readonly { readonly form: RegExp; readonly read: (found: RegExpExecArray) => SelectorStep }[] = [
  {
    form: new RegExp(String.raw`(\.\.?)(${NAME}|\*)`, 'y'),
    read: ([, dots, name = '']) => ({ by: 'name', deep: dots === '..', name: name === '*' ? null : name }),
  },
  {
    form: /\[(\d{1,9}|\*)\]/y,
    read: ([, index]) => ({ by: 'index', index: index === '*' ? null : Number(index) }),
  },
  {
    form: new RegExp(String.raw`\[(?:${VALUE})\]`, 'y'),
    read: ([, double, single]) => ({ by: 'name', deep: false, name: double ?? single ?? '' }),
  },
  {
    form: new RegExp(String.raw`\[(${NAME})(~?)=(?:${VALUE}|([\w.-]+))\]`, 'y'),
    read: ([, name = '', tilde, double, single, bare]) => ({
      by: 'attribute',
      name: name.toLowerCase(),
      value: double ?? single ?? bare ?? '',
      word: tilde === '~',
    }),
  },
]
const ATTRIBUTE = new RegExp(`@(${NAME})$`, 'y')

/**
 * Reads a selector: `header:NAME`, `cookie:NAME`, or a path into the body. The path is of JSON keys or of HTML
 * elements alike: `$`, then `.name`, `..name` (at any depth), `.*`, `[0]`, `[*]`, `["any key"]`, `[attribute=value]`,
 * `[attribute~=word]`, and at its end `@attribute`. `css:` starts the same for HTML as style sheets write it.
 */
export function parseSelector(text: string): ParsedSelector {
  if (text.length > LONGEST_SELECTOR)
    return { ok: false, reason: `it is longer than ${LONGEST_SELECTOR} characters` }
  const [, place, name] = NAMED.exec(text) ?? []
  if (place !== undefined && name !== undefined)
    return {
      ok: true,
      selector: place === 'header' ? { in: 'header', name: name.toLowerCase() } : { in: 'cookie', name },
    }
  if (/^(?:header|cookie):/.test(text)) return { ok: false, reason: 'no header or cookie has such a name' }
  if (text.startsWith('css:')) return parseCss(text)
  if (!text.startsWith('$'))
    return { ok: false, reason: 'it starts with neither $, css:, header: nor cookie:' }
  return parsePath(text)
}

function parsePath(text: string): ParsedSelector {
  const steps: SelectorStep[] = []
  for (let at = 1; at < text.length;) {
    const attribute = matchAt(ATTRIBUTE, text, at)?.[1]
    if (attribute !== undefined)
      return { ok: true, selector: { in: 'body', steps, attribute: attribute.toLowerCase() } }
    const part = PARTS.find(({ form }) => matchAt(form, text, at))
    const found = part && matchAt(part.form, text, at)
    if (!part || !found) return { ok: false, reason: `it cannot be read from character ${at + 1} on` }
    steps.push(part.read(found))
    at += found[0].length
  }
  return { ok: true, selector: { in: 'body', steps, attribute: null } }
}

function matchAt(form: RegExp, text: string, at: number): RegExpExecArray | null {
  form.lastIndex = at
  return form.exec(text)
}
