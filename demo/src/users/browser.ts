import { countFailure, type Tally } from './tally.ts'

/** An answer as a browser sees it; null: there was none. */
export interface Page {
  readonly status: number
  readonly location: string | null
  readonly body: string
}

/** An HTTP client that keeps cookies and follows nothing by itself. */
export class Browser {
  readonly #base: string
  readonly #tally: Tally
  readonly #cookies = new Map<string, string>()

  constructor(base: string, tally: Tally) {
    this.#base = base
    this.#tally = tally
  }

  /** Asks for a page, or posts a form with the CSRF token of the last one; counts what is not as expected. */
  async click(
    path: string,
    expected: readonly number[],
    form?: Readonly<Record<string, string>>,
  ): Promise<Page | null> {
    this.#tally.requests += 1
    const at = new Date()
    const page = await this.#ask(path, form).catch(() => null)
    const status = page?.status ?? null
    const request = `${form ? 'POST' : 'GET'} ${path}`
    if (status === null || !expected.includes(status))
      countFailure(this.#tally, { at, ended: new Date(), request, status, expected })
    return page
  }

  async #ask(path: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const fields = { csrfmiddlewaretoken: this.#cookies.get('csrftoken') ?? '', ...form }
    const response = await fetch(this.#base + path, {
      redirect: 'manual',
      headers: { cookie },
      signal: AbortSignal.timeout(20_000),
      ...(form ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    const body = await response.text()
    return { status: response.status, location: response.headers.get('location'), body }
  }

  #keep(line: string): void {
    const pair = line.split(';', 1)[0] ?? ''
    const name = pair.slice(0, pair.indexOf('='))
    if (/max-age=0(;|$)/i.test(line)) this.#cookies.delete(name)
    else this.#cookies.set(name, pair.slice(pair.indexOf('=') + 1))
  }
}
