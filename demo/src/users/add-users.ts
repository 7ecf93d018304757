import { randomBytes } from 'node:crypto'
import { DemoError } from '../errors.ts'

export interface UserAccount {
  readonly name: string
  readonly password: string
}

/** Adds users with names of their own, so that a database may be used again. */
export async function addUsers(usersInternal: string, count: number): Promise<readonly UserAccount[]> {
  const run = randomBytes(3).toString('hex')
  const accounts = Array.from({ length: count }, (_, index) => ({
    name: `visitor-${run}-${index + 1}`,
    password: randomBytes(9).toString('base64url'),
  }))
  for (const { name: username, password } of accounts) {
    const response = await fetch(`${usersInternal}/admin/users/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    })
    if (response.status !== 201)
      throw new DemoError('ERR_DEMO_CONTROLLER', `users: could not add ${username}: ${await response.text()}`)
  }
  return accounts
}
