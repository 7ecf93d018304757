import type { Side } from '@strangler/migration-plan'

/** A request as a client writes it. */
export interface Asked {
  readonly method: string
  /** Request-target, latin1: what stands between method and protocol. */
  readonly target: string
  /** Header lines in order, Host among them. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** What a plane does with a request. */
export type Outcome =
  | { readonly kind: 'refused' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'answered'; readonly route: string; readonly side: Side }

/** One row of the suite: the same request, to every plane, meets the same outcome. */
export interface Case {
  readonly feature: string
  readonly asked: Asked
  readonly outcome: Outcome
}

export const refused: Outcome = { kind: 'refused' }
export const denied: Outcome = { kind: 'denied' }
export const gone: Outcome = { kind: 'gone' }

export function answered(route: string, side: Side): Outcome {
  return { kind: 'answered', route, side }
}

/** A GET for a host that no route names, unless told otherwise. */
export function asked(target: string, more: Partial<Asked> & { host?: string } = {}): Asked {
  const { method = 'GET', host = 'any.example', headers = [] } = more
  return { method, target, headers: [['Host', host], ...headers] }
}

/** The case in a word or two, bytes beyond printable ASCII escaped, long ones cut. */
export function titleOf({ asked: { method, target, headers }, outcome }: Case): string {
  const shown = JSON.stringify(target)
    .slice(1, -1)
    .replaceAll(/[^ -~]/g, escapeByte)
  const told = headers
    .map(([name, value]) => `${name}: ${value}`)
    .filter((line) => line !== 'Host: any.example')
  const request = [`${method} ${cut(shown)}`, ...told.map(cut)].join(', ')
  return `${request} is ${outcome.kind === 'answered' ? `answered by ${outcome.side} of "${outcome.route}"` : outcome.kind}`
}

function escapeByte(byte: string): string {
  return `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 40)}… (${text.length} characters)` : text
}
