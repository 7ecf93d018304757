import { parse, type DefaultTreeAdapterTypes as Parse5 } from 'parse5'
import { bodyAt, elementStep, type Step } from '../diff/where.ts'
import { readHtmlElement } from '../normalise/read-html.ts'
import type { Selector } from '../rules/rule.ts'
import { selects } from '../rules/selects.ts'
import { hideCuts, type Cut } from './hide-cuts.ts'
import { holdsSecrets, isSensitiveAttribute } from './sensitive.ts'
import type { Vault } from './vault.ts'

/** A page without sensitive and selected attributes and texts; all else of it stays letter by letter. */
export function redactHtml(text: string, extra: readonly Selector[], vault: Vault): string {
  return hideCuts(text, collectCuts(text, extra), vault)
}

/** Without recursion, since nothing may be missed however deep it is nested. */
function collectCuts(text: string, extra: readonly Selector[]): readonly Cut[] {
  const inBody = extra.filter((selector) => selector.in === 'body')
  const cuts: Cut[] = []
  const open: Opened[] = [
    { parent: parse(text, { sourceCodeLocationInfo: true }), above: null, isSecret: false },
  ]
  for (let next = open.pop(); next; next = open.pop()) {
    const seen = new Map<string, number>()
    for (const child of next.parent.childNodes) {
      if (!('tagName' in child)) continue
      const step = inBody.length === 0 ? null : stepOf(child, next.above, seen)
      const isSecret = next.isSecret || holdsSecrets(child.tagName, attributeOf(child, 'name'))
      const isCut = isSecret && (child.tagName === 'textarea' || child.tagName === 'option')
      const inside = isCut || selectsText(inBody, step) ? textCut(child, text) : undefined
      cuts.push(...attributeCuts(child, step, inBody, isSecret), ...(inside ? [inside] : []))
      open.push({ parent: 'content' in child ? child.content : child, above: step, isSecret })
    }
  }
  return cuts
}

interface Opened {
  readonly parent: Parse5.ParentNode
  readonly above: Step | null
  /** Whether all that is in it is secret. */
  readonly isSecret: boolean
}

function attributeOf({ attrs }: Parse5.Element, name: string): string | undefined {
  return attrs.find((own) => own.name === name)?.value
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
  isInSecret: boolean,
): readonly Cut[] {
  const of = (name: string): string | undefined => attributeOf(element, name)
  return element.attrs.flatMap(({ name, value }): readonly Cut[] => {
    const where = bodyAt(step, name)
    const isSecret =
      (isInSecret && (name === 'value' || name === 'label')) ||
      isSensitiveAttribute(name, value, of) ||
      extra.some((selector) => selects(selector, where, false))
    const location = element.sourceCodeLocation?.attrs?.[name]
    if (!isSecret || !location || value === '') return []
    return [{ from: location.startOffset, to: location.endOffset, around: [`${name}="`, '"'], secret: value }]
  })
}

function selectsText(extra: readonly Selector[], step: Step | null): boolean {
  return extra.some((selector) => selects(selector, bodyAt(step), false))
}

function textCut({ sourceCodeLocation }: Parse5.Element, text: string): Cut | undefined {
  const { startTag, endTag, endOffset } = sourceCodeLocation ?? {}
  const [from, to] = [startTag?.endOffset ?? 0, endTag?.startOffset ?? endOffset ?? 0]
  return from === 0 || to <= from ? undefined : { from, to, around: ['', ''], secret: text.slice(from, to) }
}
