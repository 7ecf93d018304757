import { parse, type DefaultTreeAdapterTypes as Parse5 } from 'parse5'
import { bodyAt, elementStep, type Step } from '../diff/where.ts'
import { readHtmlElement } from '../normalise/read-html.ts'
import type { Selector } from '../rules/rule.ts'
import { selects } from '../rules/selects.ts'
import { hideCuts, type Cut } from './hide-cuts.ts'
import { isSensitiveAttribute, isSensitiveName } from './sensitive.ts'
import type { Vault } from './vault.ts'

/** A page without sensitive and selected attributes and texts; all else of it stays letter by letter. */
export function redactHtml(text: string, extra: readonly Selector[], vault: Vault): string {
  return hideCuts(text, collectCuts(text, extra), vault)
}

/** Without recursion, since nothing may be missed however deep it is nested. */
function collectCuts(text: string, extra: readonly Selector[]): readonly Cut[] {
  const inBody = extra.filter((selector) => selector.in === 'body')
  const cuts: Cut[] = []
  const open: { readonly parent: Parse5.ParentNode; readonly above: Step | null }[] = [
    { parent: parse(text, { sourceCodeLocationInfo: true }), above: null },
  ]
  for (let next = open.pop(); next; next = open.pop()) {
    const seen = new Map<string, number>()
    for (const child of next.parent.childNodes) {
      if (!('tagName' in child)) continue
      const step = inBody.length === 0 ? null : stepOf(child, next.above, seen)
      const inside = textCut(child, step, inBody, text)
      cuts.push(...attributeCuts(child, step, inBody), ...(inside ? [inside] : []))
      open.push({ parent: 'content' in child ? child.content : child, above: step })
    }
  }
  return cuts
}

function stepOf(element: Parse5.Element, above: Step | null, seen: Map<string, number>): Step {
  const nth = seen.get(element.tagName) ?? 0
  seen.set(element.tagName, nth + 1)
  return elementStep(above, [{ ...readHtmlElement(element), nth }])
}

function attributeCuts(
  element: Parse5.Element,
  step: Step | null,
  extra: readonly Selector[],
): readonly Cut[] {
  const of = (name: string): string | undefined => element.attrs.find((own) => own.name === name)?.value
  return element.attrs.flatMap(({ name, value }): readonly Cut[] => {
    const where = bodyAt(step, name)
    const isSecret =
      isSensitiveAttribute(name, value, of) || extra.some((selector) => selects(selector, where, false))
    const location = element.sourceCodeLocation?.attrs?.[name]
    if (!isSecret || !location || value === '') return []
    return [{ from: location.startOffset, to: location.endOffset, around: [`${name}="`, '"'], secret: value }]
  })
}

function textCut(
  element: Parse5.Element,
  step: Step | null,
  extra: readonly Selector[],
  text: string,
): Cut | undefined {
  if (!isTextSecret(element) && !extra.some((selector) => selects(selector, bodyAt(step), false)))
    return undefined
  const { startTag, endTag, endOffset } = element.sourceCodeLocation ?? {}
  const [from, to] = [startTag?.endOffset ?? 0, endTag?.startOffset ?? endOffset ?? 0]
  return from === 0 || to <= from ? undefined : { from, to, around: ['', ''], secret: text.slice(from, to) }
}

function isTextSecret({ tagName, attrs }: Parse5.Element): boolean {
  return tagName === 'textarea' && attrs.some(({ name, value }) => name === 'name' && isSensitiveName(value))
}
