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

/** A list, since there are few, and texts are compared more quickly than hashed. */
function once<Value>(read: (text: string) => Value): (text: string) => Value {
  const known: { readonly text: string; readonly value: Value }[] = []
  return (text) => {
    const found = known.find((entry) => entry.text === text)
    if (found) return found.value
    const value = read(text)
    known.push({ text, value })
    return value
  }
}
