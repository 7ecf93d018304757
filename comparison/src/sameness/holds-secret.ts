import type { HtmlElement } from '../normalise/html-tree.ts'
import type { Where } from '../diff/where.ts'
import { SECRET_NAME } from './secret-pairs.ts'

/** Whether a place is one where each answer has a secret of its own: by its name, never by what is there. */
export function holdsSecret(where: Where): boolean {
  if (where.in === 'cookie') return where.attribute === null
  if (where.in === 'header') return SECRET_NAME.test(where.name)
  if (where.in !== 'body' || where.step === null) return false
  const { step, attribute } = where
  const [element] = step.elements
  if (!element) return step.name !== null && SECRET_NAME.test(step.name)
  return attribute !== null && isMadeForSecrets(element, attribute)
}

function isMadeForSecrets({ name, attributes }: HtmlElement, attribute: string): boolean {
  const isNamed = ['name', 'id'].some((naming) => SECRET_NAME.test(attributes.get(naming) ?? ''))
  if (attribute === 'value') return isNamed && attributes.get('type') === 'hidden'
  if (attribute === 'content') return isNamed && name === 'meta'
  return attribute === 'nonce' || (attribute.startsWith('data-') && SECRET_NAME.test(attribute))
}
