import type { Services } from './services.ts'

/** A write as somebody sends it. */
export interface Write {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = { 'Content-Type': 'application/json' }
/** A secret of 32 characters behind a mask of as many: two tokens of one secret match. */
const CSRF = 'a'.repeat(64)

/** A form of the pages, with the cookies that the visitor has. */
export function form(url: string, fields: Readonly<Record<string, string>>, cookies = ''): Write {
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: CSRF }).toString()
  return { url, method: 'POST', headers: { ...FORM, Cookie: `csrftoken=${CSRF}; ${cookies}` }, body }
}

export function json(url: string, value: unknown, headers: Readonly<Record<string, string>> = {}): Write {
  return { url, method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(value) }
}

export function send({ url, method, headers, body }: Write): Promise<Response> {
  return fetch(url, { method, headers, redirect: 'manual', ...(body === '' ? {} : { body }) })
}

/** Logs in for real, and gives the session's cookie. */
export async function logIn({ frontend }: Services, username: string): Promise<string> {
  const answer = await send(form(`${frontend}/login/`, { username, password: 'password' }))
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
}

export async function apiToken({ users }: Services, username: string): Promise<string> {
  const answer = await send(json(`${users}/api/login/`, { username, password: 'password' }))
  return ((await answer.json()) as { Authorized: string }).Authorized
}

/** An answer without what differs between any two of the same write: ids, times, secrets. */
export async function shapeOf(answer: Response): Promise<unknown> {
  const headers = [...answer.headers]
    .filter(([name]) => !['date', 'x-request-id', 'x-strangler-shadow'].includes(name))
    .map(([name, value]) => `${name}: ${alike(name === 'content-length' ? '' : value)}`)
  return { status: answer.status, headers, body: alike(await answer.text()) }
}

function alike(text: string): string {
  return text
    .replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'TOKEN')
    .replaceAll(/session=\d+/g, 'session=SESSION')
    .replaceAll(/"session":"\d+"/g, '"session":"SESSION"')
    .replaceAll(/\b[a-zA-Z0-9]{64}\b/g, 'CSRF')
    .replaceAll(/"id":-?\d+/g, '"id":ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, 'TIME')
    .replaceAll(/\w{3}, \d\d \w{3} 20\d\d [\d:]{8} GMT/g, 'TIME')
}
