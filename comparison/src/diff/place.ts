import type { HtmlElement } from '../normalise/html-tree.ts'
import { stepsTo, type Step, type Where } from './where.ts'

const NAME = /^[A-Za-z_][\w-]*$/
/** Keys that are ids rather than names: numbers, drawings, dates. */
const ID = /^(?:\d[\d.:T-]*|[0-9a-f-]{16,}|(?=.*\d)[\w-]{20,})$/i

/** A place as plans select it; what plans cannot select is named in the same manner. */
export function placeOf(where: Where): string {
  return placeText(where, false)
}

/** The same without indexes and ids, for all places of the kind. */
export function generalPlaceOf(where: Where): string {
  return placeText(where, true)
}

/** What a plan has to select for all places of the kind, or null where nothing can. */
export function selectorOf(where: Where): string | null {
  if (where.in === 'status' || where.in === 'transfer') return null
  if (where.in === 'cookie') return `cookie:${where.name}`
  const place = generalPlaceOf(where)
  return place.length > 500 ? null : place
}

function placeText(where: Where, general: boolean): string {
  switch (where.in) {
    case 'status':
      return 'status'
    case 'transfer':
      return 'body'
    case 'header':
      return `header:${where.name}`
    case 'cookie':
      return `cookie:${where.name}${where.attribute === null ? '' : `@${where.attribute}`}`
    case 'body':
      return `$${stepsTo(where.step)
        .map((step) => stepText(step, general))
        .join('')}${where.attribute === null ? '' : `@${where.attribute}`}`
  }
}

function stepText(step: Step, general: boolean): string {
  if (step.name === null) return general ? '[*]' : `[${step.index ?? '*'}]`
  if (step.elements.length === 0) return general && ID.test(step.name) ? '.*' : nameText(step.name)
  return nameText(step.name) + whichElement(step, general)
}

function nameText(name: string): string {
  if (NAME.test(name)) return `.${name}`
  return name.includes('"') ? `['${name}']` : `["${name}"]`
}

/** An element is told by its id or name, else by its number among those alike. */
function whichElement({ index, elements }: Step, general: boolean): string {
  for (const attribute of ['id', 'name']) {
    const value = commonValue(elements, attribute)
    if (value !== null && !(general && /\d/.test(value)))
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
