import type { HtmlText } from './html-tree.ts'
import type { Flow } from './html-names.ts'

/**
 * Folds blanks in the order of the document as browsers do (CSS Text §4.1): runs become one blank, and none is left at
 * the start and at the end of a block, or of what stands in the text like a letter. Texts that end up empty are left so.
 */
export interface BlankFolder {
  /** The text of an element whose blanks count stays as it is. */
  text(raw: string): HtmlText
  /** To be called where an element of this flow starts, and again where it ends. */
  edge(flow: Flow, at: 'start' | 'end'): void
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
    edge(flow, at) {
      if (flow === 'inline' || flow === 'unseen') return
      // What stands in the text like one letter is a block within.
      const ofBlock = flow === 'block' || at === 'end'
      if (ofBlock && last) last.text = last.text.replace(/ $/, '')
      atBlank = flow === 'block' || at === 'start'
      last = null
    },
  }
}
