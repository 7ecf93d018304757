import type { Answer } from './context.ts'

const HTML = { 'content-type': 'text/html; charset=utf-8', 'x-frame-options': 'DENY' }

/** A page of the application. */
export function page(body: string): Answer {
  return { status: 200, headers: HTML, body }
}

/** A page with a form, which depends on the visitor's CSRF cookie. */
export function formPage(body: string): Answer {
  return { status: 200, headers: { ...HTML, vary: 'Cookie' }, body }
}

/** Sends the visitor on with GET. */
export function redirect(location: string, cookies: readonly string[] = []): Answer {
  return { status: 302, headers: { ...HTML, location }, cookies, body: '' }
}

/** The path has moved for good; made before the view's own headers are added. */
export function movedPermanently(location: string): Answer {
  return { status: 301, headers: { 'content-type': 'text/html; charset=utf-8', location }, body: '' }
}

/** One of the framework's own pages, which name no charset. */
export function frameworkPage(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html', 'x-frame-options': 'DENY' }, body }
}
