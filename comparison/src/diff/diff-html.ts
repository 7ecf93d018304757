import { hashText, mixHashes } from '../normalise/hash.ts'
import { isSameNode, textOf, type HtmlElement, type HtmlNode } from '../normalise/html-tree.ts'
import type { Identity } from './align.ts'
import { diffLists } from './diff-lists.ts'
import type { DifferenceKind } from './difference.ts'
import type { Walk } from './finding.ts'
import { loosen } from './loosen.ts'
import { outline } from './outline.ts'
import { bodyAt, elementStep, type Step } from './where.ts'

/** Tells every place where two elements, already known as belonging together, disagree. */
export function diffElements(
  legacy: HtmlElement,
  candidate: HtmlElement,
  step: Step | null,
  walk: Walk,
): void {
  if (isSameNode(legacy, candidate)) return
  diffAttributes(legacy, candidate, step, walk)
  if (legacy.name === 'textarea' && legacy.children.length + candidate.children.length > 0) {
    const [text, other] = [textOf(legacy), textOf(candidate)]
    if (text !== other)
      walk.found({
        kind: 'form-value',
        where: bodyAt(step),
        legacy: text,
        candidate: other,
        comparable: true,
      })
    return
  }
  const [mine, yours] = [legacy.children, candidate.children]
  const where = bodyAt(step)
  const { pairs, missing, extra } = diffLists(
    mine,
    yours,
    identitiesFor(),
    { movable: 3, excerpt: outline },
    where,
    walk,
  )
  for (const [at, twin] of pairs) diffNodes(mine[at], yours[twin], step, walk)
  for (const at of missing) tellAlone(mine[at], step, 'missing', walk)
  for (const at of extra) tellAlone(yours[at], step, 'extra', walk)
}

function diffNodes(
  legacy: HtmlNode | undefined,
  candidate: HtmlNode | undefined,
  above: Step | null,
  walk: Walk,
): void {
  if (legacy?.kind === 'element' && candidate?.kind === 'element')
    diffElements(legacy, candidate, elementStep(above, [legacy, candidate]), walk)
  else if (legacy?.kind === 'text' && candidate?.kind === 'text' && legacy.text !== candidate.text)
    walk.found({
      kind: 'text',
      where: bodyAt(above),
      legacy: legacy.text,
      candidate: candidate.text,
      comparable: true,
    })
}

function tellAlone(
  node: HtmlNode | undefined,
  above: Step | null,
  which: 'missing' | 'extra',
  walk: Walk,
): void {
  if (!node) return
  const kind: DifferenceKind = node.kind === 'text' ? 'text' : `element-${which}`
  const where = bodyAt(node.kind === 'text' ? above : elementStep(above, [node]))
  const excerpt = outline(node)
  walk.found({
    kind,
    where,
    legacy: which === 'missing' ? excerpt : undefined,
    candidate: which === 'extra' ? excerpt : undefined,
  })
}

/** What a user has typed or chosen. */
const FORM_VALUES: Readonly<Record<string, readonly string[]>> = {
  input: ['value', 'checked'],
  option: ['selected'],
}

function diffAttributes(legacy: HtmlElement, candidate: HtmlElement, step: Step | null, walk: Walk): void {
  for (const name of new Set([...legacy.attributes.keys(), ...candidate.attributes.keys()])) {
    const [value, other] = [legacy.attributes.get(name), candidate.attributes.get(name)]
    if (value === other) continue
    walk.found({
      kind: FORM_VALUES[legacy.name]?.includes(name) ? 'form-value' : 'attribute',
      where: bodyAt(step, name),
      legacy: value,
      candidate: other,
      comparable: value !== undefined && other !== undefined,
    })
  }
}

/** The same element: itself, by a name of its own, but for what changes easily; at last any of its kind. */
function identitiesFor(): readonly Identity<HtmlNode>[] {
  const known = new Map<HtmlNode, number>()
  return [exactly, byName, (node) => loosely(node, known), byKind]
}

function exactly({ hash }: HtmlNode): number {
  return hash
}

const NAMES = ['id', 'name', 'for', 'property', 'action']

function byName(node: HtmlNode): string | null {
  if (node.kind === 'text') return null
  const name = NAMES.find((attribute) => node.attributes.has(attribute))
  return name === undefined ? null : `${node.name} ${name} ${node.attributes.get(name) ?? ''}`
}

function loosely(node: HtmlNode, known: Map<HtmlNode, number>): number {
  const found = known.get(node)
  if (found !== undefined) return found
  let hash = hashText(node.kind === 'text' ? loosen(node.text) : node.name)
  if (node.kind === 'element') {
    for (const name of ['class', 'type', 'href', 'src'])
      hash = mixHashes(hash, hashText(loosen(node.attributes.get(name) ?? '')))
    for (const child of node.children) hash = mixHashes(hash, loosely(child, known))
  }
  known.set(node, hash)
  return hash
}

function byKind(node: HtmlNode): string {
  return node.kind === 'text' ? '#text' : node.name
}
