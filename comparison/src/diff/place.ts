import type { HtmlElement } from '../normalise/html-tree.ts'
import { REDACTED } from '../redact/sensitive.ts'
import { stepsTo, type Step, type Where } from './where.ts'

const NAME = /^[A-Za-z_][\w-]*$/
/** Keys that are ids rather than names: numbers, drawings, dates. */
const ID = /^(?:\d[\d.:T-]*|[0-9a-f-]{16,}|(?=.*\d)[\w-]{20,})$/i

/** A name without what it tells of secrets: keys, too, may be some. */
export type ShowName = (name: string) => string

/** A place as plans select it; what plans cannot select is named in the same manner. */
export function placeOf(where: Where, show: ShowName): string {
  return placeText(where, { general: false, show })
}

/** The same without indexes and ids, for all places of the kind. */
export function generalPlaceOf(where: Where, show: ShowName): string {
  return placeText(where, { general: true, show })
}

/** What a plan has to select for all places of the kind, or null where nothing can. */
export function selectorOf(where: Where, show: ShowName): string | null {
  if (where.in === 'status' || where.in === 'transfer') return null
  const place = generalPlaceOf(where.in === 'cookie' ? { ...where, attribute: null } : where, show)
  return place.length > 500 || place.includes(REDACTED) ? null : place
}

interface Telling {
  readonly general: boolean
  readonly show: ShowName
}

function placeText(where: Where, telling: Telling): string {
  const { show } = telling
  switch (where.in) {
    case 'status':
      return 'status'
    case 'transfer':
      return 'body'
    case 'header':
      return `header:${show(where.name)}`
    case 'cookie':
      return `cookie:${show(where.name)}${attributeText(where.attribute, show)}`
    case 'body':
      return `$${stepsTo(where.step)
        .map((step) => stepText(step, telling))
        .join('')}${attributeText(where.attribute, show)}`
  }
}

function attributeText(name: string | null, show: ShowName): string {
  return name === null ? '' : `@${show(name)}`
}

function stepText(step: Step, telling: Telling): string {
  const { general, show } = telling
  if (step.name === null) return general ? '[*]' : `[${step.index ?? '*'}]`
  if (step.elements.length > 0) return nameText(step.name) + whichElement(step, telling)
  const name = show(step.name)
  return general && (ID.test(name) || name.includes(REDACTED)) ? '.*' : nameText(name)
}

function nameText(name: string): string {
  if (NAME.test(name)) return `.${name}`
  return name.includes('"') ? `['${name}']` : `["${name}"]`
}

/** An element is told by its id or name, else by its number among those alike. */
function whichElement({ index, elements }: Step, { general, show }: Telling): string {
  for (const attribute of ['id', 'name']) {
    const value = commonValue(elements, attribute)
    if (value !== null && !(general && /\d/.test(value)) && show(value) === value)
      return /^[\w.-]+$/.test(value) ? `[${attribute}=${value}]` : `[${attribute}="${value}"]`
  }
  if (elements.every(({ alike }) => alike === 1)) return ''
  return general ? '[*]' : `[${index ?? '*'}]`
}

const LONGEST_VALUE = 60

/** What both sides have in an attribute, if a selector can hold it. */
function commonValue(elements: readonly HtmlElement[], attribute: string): string | null {
  const [value = '', other] = elements.map(({ attributes }) => attributes.get(attribute) ?? '')
  const isFit = value !== '' && value.length <= LONGEST_VALUE && !value.includes('"')
  return isFit && (other ?? value) === value ? value : null
}
