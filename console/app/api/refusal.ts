/** Why the controller did not do as it was asked, in its own words, or that it did not answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  readonly remedy: string | null
  /** HTTP status; 0 where nobody answered. */
  readonly status: number

  constructor(code: string, what: string, remedy: string | null, status: number) {
    super(what)
    this.code = code
    this.remedy = remedy
    this.status = status
  }
}

/** That nobody answered. */
export function noAnswer(): Refusal {
  return new Refusal('', 'the controller does not answer', null, 0)
}

/** What an answer that is no success says. */
export function refusalOf(status: number, text: string): Refusal {
  const { error } = (parsed(text) ?? {}) as { error?: { code?: string; message?: string; remedy?: string } }
  const what = error?.message ?? `the controller answers ${String(status)}`
  return new Refusal(error?.code ?? '', what, error?.remedy ?? null, status)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
