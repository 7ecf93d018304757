/** What a view gives back; the handler adds what every answer has. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies?: readonly (string | null)[]
  readonly body: string
}

const HTML = { 'content-type': 'text/html; charset=utf-8', 'x-frame-options': 'DENY' }

/** A page of the application; null among the cookies is none. */
export function page(body: string, cookies: readonly (string | null)[] = []): Answer {
  return { status: 200, headers: HTML, cookies, body }
}

/** A page with a form, which depends on the visitor's CSRF cookie. */
export function formPage(body: string, cookies: readonly (string | null)[] = []): Answer {
  return { status: 200, headers: { ...HTML, vary: 'Cookie' }, cookies, body }
}

/** Sends the visitor on with GET. */
export function redirect(location: string, cookies: readonly (string | null)[] = []): Answer {
  return { status: 302, headers: { ...HTML, location }, cookies, body: '' }
}

/** The path has moved for good; made before the view's own headers are added. */
export function movedPermanently(location: string): Answer {
  return { status: 301, headers: { 'content-type': 'text/html; charset=utf-8', location }, body: '' }
}

/** One of the framework's own pages, which name no charset. */
export function frameworkPage(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'text/html', 'x-frame-options': 'DENY', ...headers }, body }
}
