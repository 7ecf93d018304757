import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'

/** An answer as it came over the wire. */
export interface Received {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Fields of a form; the CSRF field is added from the cookie unless `csrf` is false. */
  readonly form?: Readonly<Record<string, string>>
  readonly csrf?: boolean
}

/** Asks for a path exactly as written: no normalising, no following, no cookies of its own. */
export function ask(
  base: string,
  path: string,
  { method = 'GET', headers, body }: Sent = {},
): Promise<Received> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname, port, path, method, agent: false, headers: { ...headers } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

/** A browser as far as the contract needs one: keeps cookies, posts forms, follows nothing. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #base: string

  constructor(base: string) {
    this.#base = base
  }

  async ask(path: string, sent: Sent = {}): Promise<Received> {
    const body = sent.form ? this.#encode(sent.form, sent.csrf ?? true) : sent.body
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      ...(cookie ? { cookie } : {}),
      ...(sent.form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      ...sent.headers,
    }
    const method = sent.method ?? (body === undefined ? 'GET' : 'POST')
    const received = await ask(this.#base, path, { method, headers, ...(body === undefined ? {} : { body }) })
    for (const line of received.headers['set-cookie'] ?? []) this.#keep(line)
    return received
  }

  #encode(form: Readonly<Record<string, string>>, csrf: boolean): string {
    const field = csrf ? { csrfmiddlewaretoken: this.cookies.get('csrftoken') ?? '' } : {}
    return new URLSearchParams({ ...field, ...form }).toString()
  }

  /** Visits the login page for its CSRF cookie, then logs in. */
  async login(username: string, password = 'password'): Promise<Received> {
    await this.ask('/login/')
    return this.ask('/login/', { form: { username, password } })
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';')
    const name = pair.slice(0, pair.indexOf('=')).trim()
    if (attributes.some((attribute) => attribute.trim().toLowerCase() === 'max-age=0'))
      this.cookies.delete(name)
    else this.cookies.set(name, pair.slice(pair.indexOf('=') + 1))
  }
}
