import type { Selector } from '../rules/rule.ts'
import { selects } from '../rules/selects.ts'
import { randomAlphabet } from '../sameness/looks-random.ts'
import { stepsTo, type Where } from '../diff/where.ts'

/** Stands where something is never stored or shown. */
export const REDACTED = '[redacted]'

/** Parts of names of what nobody else may know; kept simple, since it is searched for in whole bodies. */
export const SENSITIVE_WORDS =
  'passw|passphrase|passcode|secret|token|csrf|xsrf|nonce|session|authoriz|authoris|authenticity|credential|api[-_]?key|' +
  'private[-_]?key|access[-_]?key|signature|jwt|viewstate|otp|cvv|cvc|iban|card[-_]?number'

/** Too short to be looked for within other names. */
export const SENSITIVE_WHOLES = 'pw|pwd|pass|pin|sid|ssn|auth'

const WORDS = new RegExp(SENSITIVE_WORDS, 'i')
const WHOLE = new RegExp(`^(?:${SENSITIVE_WHOLES})$`, 'i')

export function isSensitiveName(name: string): boolean {
  return WORDS.test(name) || WHOLE.test(name)
}

/** Headers whose whole value is a secret, besides those whose name says so. */
const HEADERS = new Set(['cookie', 'set-cookie', 'authorization', 'proxy-authorization', 'x-auth'])

export function isSensitiveHeader(name: string): boolean {
  return HEADERS.has(name) || isSensitiveName(name)
}

/** Whether an attribute holds what nobody else may know; fields are told by their name, their type, or their drawing. */
export function isSensitiveAttribute(
  attribute: string,
  value: string,
  of: (name: string) => string | undefined,
): boolean {
  if (attribute === 'nonce' || (attribute.startsWith('data-') && isSensitiveName(attribute))) return true
  if (attribute !== 'value' && attribute !== 'content') return false
  const names = [of('name'), of('id'), of('autocomplete')]
  if (names.some((name) => name !== undefined && isSensitiveName(name))) return true
  const type = of('type')?.toLowerCase()
  return type === 'password' || (type === 'hidden' && randomAlphabet(value) !== null)
}

/** Whether all that is written or to be chosen in a field of that tag and name is a secret. */
export function holdsSecrets(tag: string, name: string | undefined): boolean {
  return (tag === 'textarea' || tag === 'select') && name !== undefined && isSensitiveName(name)
}

/** Whether nothing that stands at a place may be shown: by its name, or because the plan says so. */
export function isSensitivePlace(where: Where, extra: readonly Selector[]): boolean {
  if (extra.some((selector) => selects(selector, where, true))) return true
  if (where.in === 'cookie') return where.attribute === null
  if (where.in === 'header') return isSensitiveHeader(where.name)
  if (where.in !== 'body') return false
  const { attribute } = where
  return stepsTo(where.step).some(({ name, elements }, at, { length }) => {
    if (elements.length === 0) return name !== null && isSensitiveName(name)
    if (elements.some((element) => holdsSecrets(element.name, element.attributes.get('name')))) return true
    return at === length - 1 && elements.some(({ attributes }) => isSensitiveOf(attributes, attribute))
  })
}

function isSensitiveOf(attributes: ReadonlyMap<string, string>, attribute: string | null): boolean {
  const of = (own: string): string | undefined => attributes.get(own)
  return attribute !== null && isSensitiveAttribute(attribute, of(attribute) ?? '', of)
}
