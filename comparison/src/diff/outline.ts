import { textOf, type HtmlNode } from '../normalise/html-tree.ts'
import { isSensitiveAttribute, REDACTED } from '../redact/sensitive.ts'

/** The start of the node as HTML would show it, for people; without secrets too short to be known again elsewhere. */
export function outline(node: HtmlNode): string {
  if (node.kind === 'text') return node.text
  const of = (name: string): string | undefined => node.attributes.get(name)
  const attributes = [...node.attributes].map(
    ([name, value]) =>
      ` ${name}="${value !== '' && isSensitiveAttribute(name, value, of) ? REDACTED : value}"`,
  )
  return `<${node.name}${attributes.join('')}>${textOf(node)}`
}
