import type { z } from 'zod'
import { refusal } from './refusal.ts'

/** Refuses a mapping that has none or several of some keys; one with a key that nobody knows is refused for that. */
export function exactlyOne<Value extends object>(keys: readonly (keyof Value & string)[], remedy: string) {
  return ({ value, issues }: z.core.ParsePayload<Value>): void => {
    if (issues.some(({ code }) => code === 'unrecognized_keys')) return
    const written = keys.filter((key) => Object.hasOwn(value, key))
    const what =
      written.length === 0 ? `none of ${keys.join(', ')} is there` : `it is several: ${written.join(', ')}`
    if (written.length !== 1) issues.push({ code: 'custom', input: value, message: refusal(what, remedy) })
  }
}
