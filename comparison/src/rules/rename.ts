import type { Walk } from '../diff/finding.ts'
import { bodyAt, elementStep, itemStep, keyStep, type Step } from '../diff/where.ts'
import type { HtmlElement } from '../normalise/html-tree.ts'
import { isJsonObject, type Json } from '../normalise/read-json.ts'
import { settleHtml } from '../normalise/settle-html.ts'
import type { Renaming } from './compile-rules.ts'
import { selects } from './selects.ts'

/** Legacy's value with the names that the candidate has for it. */
export function renameInJson(value: Json, renamings: readonly Renaming[], walk: Walk): Json {
  const own = renamings.filter(({ at }) => at.in === 'body')
  return own.length === 0 ? value : renamed(value, null)

  function renamed(value: Json, step: Step | null): Json {
    if (Array.isArray(value)) return value.map((item: Json, at) => renamed(item, itemStep(step, at)))
    if (!isJsonObject(value)) return value
    const fields = Object.entries(value).map(([name, below]): [string, Json] => {
      const under = keyStep(step, name)
      const to = nameOf(name, under, null, own, walk)
      // Two of a name would be one, and the other lost.
      return [Object.hasOwn(value, to) ? name : to, renamed(below, under)]
    })
    return Object.fromEntries(fields)
  }
}

/** The same for elements and attributes of a page. */
export function renameInHtml(root: HtmlElement, renamings: readonly Renaming[], walk: Walk): HtmlElement {
  const own = renamings.filter(({ at }) => at.in === 'body')
  if (own.length === 0) return root
  const copy = renamed(root, null)
  settleHtml(copy)
  return copy

  function renamed(element: HtmlElement, step: Step | null): HtmlElement {
    const attributes = [...element.attributes].map(([name, value]): [string, string] => [
      nameOf(name, step, name, own, walk),
      value,
    ])
    return {
      ...element,
      name: step === null ? element.name : nameOf(element.name, step, null, own, walk),
      attributes: new Map(attributes),
      children: element.children.map((child) =>
        child.kind === 'text' ? child : renamed(child, elementStep(step, [child])),
      ),
    }
  }
}

function nameOf(
  name: string,
  step: Step | null,
  attribute: string | null,
  renamings: readonly Renaming[],
  walk: Walk,
): string {
  const renaming = renamings.find(({ at }) => selects(at, bodyAt(step, attribute), false))
  if (!renaming) return name
  walk.fired(renaming.rule)
  return renaming.to
}
