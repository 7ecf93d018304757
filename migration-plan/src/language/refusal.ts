import { quote } from '../fault.ts'

/*
 * What the schema says of a value is two lines: what is wrong, and how to mend it.
 */

/** A message of the schema. */
export function refusal(what: string, remedy: string): string {
  return `${what}\n${remedy}`
}

/** Makes the message for a value that is not what it should be. */
export function refuse(what: string, remedy: string) {
  return ({ input }: { readonly input?: unknown }) => refusal(`${quote(input)} ${what}`, remedy)
}

/** Takes a message of the schema apart; one that was not made here has a remedy all the same. */
export function splitRefusal(message: string): { readonly what: string; readonly remedy: string } {
  const [what = message, remedy = 'see the plan reference'] = message.split('\n')
  return { what, remedy }
}
