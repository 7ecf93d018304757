import { hashText, mixHashes, scatter } from './hash.ts'
import type { HtmlElement, HtmlNode } from './html-tree.ts'

/** Once blanks are folded: joins texts that stand together, numbers the siblings and hashes all, from the leaves up. */
export function settleHtml(element: HtmlElement): void {
  element.children = joinTexts(element.children)
  numberAlike(element.children)
  let hash = hashText(element.name)
  // Added up, since the order of attributes means nothing.
  let attributes = 0
  for (const [name, value] of element.attributes)
    attributes = (attributes + scatter(hashText(value, hashText(name)))) | 0
  hash = mixHashes(hash, attributes)
  for (const child of element.children) {
    if (child.kind === 'text') child.hash = hashText(child.text)
    else settleHtml(child)
    hash = mixHashes(hash, child.hash)
  }
  element.hash = hash
}

function joinTexts(children: readonly HtmlNode[]): readonly HtmlNode[] {
  if (!children.some((child, at) => child.kind === 'text' && (child.text === '' || isText(children[at + 1]))))
    return children
  const joined: HtmlNode[] = []
  for (const child of children) {
    const last = joined.at(-1)
    if (child.kind === 'text' && last?.kind === 'text') last.text += child.text
    else if (child.kind === 'element' || child.text !== '') joined.push(child)
  }
  return joined
}

function isText(node: HtmlNode | undefined): boolean {
  return node?.kind === 'text'
}

function numberAlike(children: readonly HtmlNode[]): void {
  if (children.length < 2) return
  const seen = new Map<string, HtmlElement[]>()
  for (const child of children) {
    if (child.kind === 'text') continue
    const alike = seen.get(child.name) ?? []
    child.nth = alike.length
    alike.push(child)
    seen.set(child.name, alike)
  }
  for (const alike of seen.values()) for (const element of alike) element.alike = alike.length
}
