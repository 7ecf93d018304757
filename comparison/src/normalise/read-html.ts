import { parse, type DefaultTreeAdapterTypes as Parse5 } from 'parse5'
import { createBlankFolder, type BlankFolder } from './fold-blanks.ts'
import { BOOLEAN, CASELESS, flowOf, keepsBlanks, WORD_SETS } from './html-names.ts'
import type { HtmlDocument, HtmlElement, HtmlNode } from './html-tree.ts'
import { settleHtml } from './settle-html.ts'

/** Documents that are nested deeper are compared as text. */
const MOST_DEPTH = 400
const NONE: ReadonlyMap<string, string> = new Map()

/**
 * Parses a page as browsers do and leaves out what nobody sees: comments, blanks without effect, the order of
 * attributes and of the words in a class. Null where it is nested too deep.
 */
export function readHtml(text: string): HtmlDocument | null {
  const document = parse(text)
  const folder = createBlankFolder()
  const children = readChildren(document, folder, { depth: 0, verbatim: false })
  if (children === null) return null
  folder.edge('block', 'end')
  const root = elementOf('#document', new Map(), children)
  settleHtml(root)
  return { root, mode: document.mode }
}

interface Within {
  readonly depth: number
  /** All blanks count, however deep. */
  readonly verbatim: boolean
}

function readChildren(
  parent: Parse5.ParentNode,
  folder: BlankFolder,
  { depth, verbatim }: Within,
): HtmlNode[] | null {
  if (depth > MOST_DEPTH) return null
  const nodes: HtmlNode[] = []
  for (const child of parent.childNodes) {
    if ('value' in child)
      nodes.push(verbatim ? { kind: 'text', text: child.value, hash: 0 } : folder.text(child.value))
    else if ('tagName' in child) {
      const attributes = readAttributes(child)
      const flow = flowOf(child.tagName, attributes.get('type'))
      // What nobody sees is no part of the text around it.
      const own = flow === 'unseen' ? createBlankFolder() : folder
      own.edge(flow, 'start')
      const inside = readChildren('content' in child ? child.content : child, own, {
        depth: depth + 1,
        verbatim: verbatim || keepsBlanks(child.tagName, attributes.get('style')),
      })
      if (inside === null) return null
      own.edge(flow === 'unseen' ? 'block' : flow, 'end')
      nodes.push(elementOf(child.tagName, attributes, inside))
    }
  }
  return nodes
}

function elementOf(name: string, attributes: ReadonlyMap<string, string>, nodes: HtmlNode[]): HtmlElement {
  return { kind: 'element', name, attributes, children: nodes, nth: 0, alike: 1, hash: 0 }
}

/** One element by itself, without what is in it. */
export function readHtmlElement(element: Parse5.Element): HtmlElement {
  return elementOf(element.tagName, readAttributes(element), [])
}

function readAttributes({ attrs }: Parse5.Element): ReadonlyMap<string, string> {
  if (attrs.length === 0) return NONE
  return new Map(
    attrs.map(({ prefix, name, value }) => [prefix ? `${prefix}:${name}` : name, normalValue(name, value)]),
  )
}

function normalValue(name: string, value: string): string {
  if (BOOLEAN.has(name)) return ''
  if (CASELESS.has(name)) return value.toLowerCase()
  if (WORD_SETS.has(name) && /\s/.test(value))
    return [...new Set(value.split(/\s+/))].filter(Boolean).toSorted().join(' ')
  return name === 'style'
    ? value
        .replaceAll(/\s*([:;])\s*/g, '$1')
        .replace(/;$/, '')
        .trim()
    : value
}
