/** An element as far as users and scripts can tell it from another one; settled (settle-html.ts), it never changes. */
export interface HtmlElement {
  readonly kind: 'element'
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  children: readonly HtmlNode[]
  /** Number among the siblings of the same name, and how many those are. */
  nth: number
  alike: number
  /** Of all that is in it; equal elements have equal ones. */
  hash: number
}

export interface HtmlText {
  readonly kind: 'text'
  text: string
  hash: number
}

export type HtmlNode = HtmlElement | HtmlText

export interface HtmlDocument {
  readonly root: HtmlElement
  /** Browsers lay out documents without a right doctype in their own way. */
  readonly mode: string
}

export function isSameNode(one: HtmlNode, other: HtmlNode): boolean {
  if (one.hash !== other.hash) return false
  if (one.kind === 'text' || other.kind === 'text')
    return one.kind === 'text' && other.kind === 'text' && one.text === other.text
  return (
    one.name === other.name &&
    one.attributes.size === other.attributes.size &&
    one.children.length === other.children.length &&
    hasSameAttributes(one, other) &&
    one.children.every((child, at) => {
      const twin = other.children[at]
      return twin !== undefined && isSameNode(child, twin)
    })
  )
}

function hasSameAttributes(one: HtmlElement, other: HtmlElement): boolean {
  for (const [name, value] of one.attributes) if (other.attributes.get(name) !== value) return false
  return true
}

/** All text within, in its order. */
export function textOf(node: HtmlNode): string {
  return node.kind === 'text' ? node.text : node.children.map(textOf).join('')
}
