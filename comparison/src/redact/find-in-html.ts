import type { HtmlElement } from '../normalise/html-tree.ts'
import { holdsSecrets, isSensitiveAttribute } from './sensitive.ts'

/**
 * The values of all sensitive attributes of a page that was read; null where texts are sensitive too, which have to be
 * found letter by letter (redact-html.ts).
 */
export function findInHtml(root: HtmlElement): readonly string[] | null {
  const found: string[] = []
  const open = [root]
  for (let next = open.pop(); next; next = open.pop()) {
    const { name, attributes, children } = next
    const of = (own: string): string | undefined => attributes.get(own)
    if (holdsSecrets(name, of('name'))) return null
    for (const [attribute, value] of attributes)
      if (isSensitiveAttribute(attribute, value, of)) found.push(value)
    for (const child of children) if (child.kind === 'element') open.push(child)
  }
  return found
}
