import type { HtmlDocument } from './html-tree.ts'
import { readHtml } from './read-html.ts'
import { readJson, type Json } from './read-json.ts'

/** Reads the bodies of one pair, each once: to compare them, and to find the secrets in them. What it gives stays as it is. */
export interface Reader {
  readonly html: (text: string) => HtmlDocument | null
  readonly json: (text: string) => Json | undefined
}

export function createReader(): Reader {
  return { html: once(readHtml), json: once(readJson) }
}

function once<Value>(read: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, { readonly value: Value }>()
  return (text) => {
    const entry = known.get(text) ?? { value: read(text) }
    known.set(text, entry)
    return entry.value
  }
}
