import { randomBytes } from 'node:crypto'
import type { System } from '@strangler/demo'
import { askSql } from './ask-sql.ts'

/** Somebody who has signed in at the monolith, and has had three thoughts. */
export interface SignedIn {
  /** All cookies, as a browser sends them. */
  readonly cookie: string
  readonly session: string
  readonly csrfCookie: string
  /** The hidden field that belongs to that cookie. */
  readonly csrfField: string
}

export async function signIn(system: System, username: string): Promise<SignedIn> {
  const password = randomBytes(12).toString('base64url')
  await fetch(`${system.internal.users}/admin/users/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  for (const minute of [53, 54, 55])
    await askSql(
      system.ready.database,
      'insert into thoughts_thoughtmodel (username, text, timestamp) values ($1, $2, $3)',
      [username, `a thought of minute ${minute}`, `1962-05-11T09:${minute}:00Z`],
    )
  const login = `${system.ready.legacy}/login/`
  const page = await fetch(login)
  const csrfCookie = cookieOf(page, 'csrftoken')
  const csrfField = / name="csrfmiddlewaretoken" value="(\w+)"/.exec(await page.text())?.[1] ?? ''
  const answer = await fetch(login, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `csrftoken=${csrfCookie}` },
    body: new URLSearchParams({ username, password, csrfmiddlewaretoken: csrfField }),
  })
  const session = cookieOf(answer, 'session')
  return { cookie: `csrftoken=${csrfCookie}; session=${session}`, session, csrfCookie, csrfField }
}

function cookieOf(response: Response, name: string): string {
  const line = response.headers.getSetCookie().find((own) => own.startsWith(`${name}=`))
  const value = line?.slice(name.length + 1).split(';')[0] ?? ''
  if (value === '') throw new Error(`the monolith sets no cookie "${name}" (${response.status})`)
  return value
}
