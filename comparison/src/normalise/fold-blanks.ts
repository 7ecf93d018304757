import type { HtmlText } from './html-tree.ts'
import type { Flow } from './html-names.ts'

/**
 * Folds blanks in the order of the document as browsers do (CSS Text §4.1): runs become one blank, and none is left at
 * the start and at the end of a block. Texts that end up empty are left so.
 */
export interface BlankFolder {
  /** The text of an element whose blanks count stays as it is. */
  text(raw: string): HtmlText
  /** To be called where an element of this flow starts, and again where it ends. */
  edge(flow: Flow): void
}

export function createBlankFolder(): BlankFolder {
  let last: HtmlText | null = null
  let atBlank = true
  return {
    text(raw) {
      const folded = raw.replaceAll(/[ \t\n\r\f]+/g, ' ')
      const node: HtmlText = { kind: 'text', text: atBlank ? folded.replace(/^ /, '') : folded, hash: 0 }
      if (node.text !== '') {
        last = node
        atBlank = node.text.endsWith(' ')
      }
      return node
    },
    edge(flow) {
      if (flow === 'inline' || flow === 'unseen') return
      if (flow === 'block' && last) last.text = last.text.replace(/ $/, '')
      atBlank = flow === 'block'
      last = null
    },
  }
}
