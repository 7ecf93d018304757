import { z } from 'zod'
import { quote } from '../fault.ts'
import { refusal } from './refusal.ts'
import type { Selector } from './selection.ts'
import { parseSelector } from './selector.ts'

const REMEDY =
  'write $.path.of[0].names, $..anywhere, $..element[name=x]@attribute, css:SELECTOR, header:NAME or cookie:NAME'

/** A place in an answer, as text; one that `refuses` gives a reason for is none that the rule can be about. */
export function selectorThat(refuses: (selector: Selector) => string | undefined) {
  return z.string().check((payload) => {
    const parsed = parseSelector(payload.value)
    const refused = parsed.ok ? refuses(parsed.selector) : undefined
    const push = (message: string): void =>
      void payload.issues.push({ code: 'custom', input: payload.value, message })
    if (!parsed.ok) push(refusal(`${quote(payload.value)} is no selector: ${parsed.reason}`, REMEDY))
    else if (refused !== undefined)
      push(refusal(`${quote(payload.value)} ${refused}`, 'select what the rule is about'))
  })
}

export const selector = selectorThat(() => undefined)
