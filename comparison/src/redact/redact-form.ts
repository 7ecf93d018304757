import { bodyAt, keyStep } from '../diff/where.ts'
import type { Selector } from '../rules/rule.ts'
import { randomAlphabet } from '../sameness/looks-random.ts'
import { isSensitivePlace } from './sensitive.ts'
import type { Vault } from './vault.ts'

/** An urlencoded body, or a query, without the values of sensitive and selected fields. */
export function redactForm(text: string, extra: readonly Selector[], vault: Vault): string {
  return text
    .split('&')
    .map((field) => {
      const [name, value] = [...new URLSearchParams(field)][0] ?? []
      if (name === undefined || value === undefined) return field
      // A token may stand by itself.
      if (value === '') return randomAlphabet(name) === null ? field : vault.hide(name)
      if (!isSensitivePlace(bodyAt(keyStep(null, name)), extra)) return field
      return field.slice(0, field.indexOf('=') + 1) + vault.hide(value)
    })
    .join('&')
}
