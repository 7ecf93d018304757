import { randomBytes } from 'node:crypto'
import type { Database } from '../database.ts'

const SESSION_BYTES = 31

/** Makes the user's one session, a random integer below 2^248 in decimal; earlier ones end. */
export async function createSession(db: Database, username: string): Promise<string> {
  const session = BigInt(`0x${randomBytes(SESSION_BYTES).toString('hex')}`).toString()
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('thoughts_sessionmodel').where('username', '=', username).execute()
    await transaction.insertInto('thoughts_sessionmodel').values({ session, username }).execute()
  })
  return session
}

/** The user of a session; null if there is no such session. */
export async function sessionUser(db: Database, session: string | undefined): Promise<string | null> {
  // No session has another form, and PostgreSQL refuses NUL in a text.
  if (session === undefined || !/^\d{1,80}$/.test(session)) return null
  const row = await db
    .selectFrom('thoughts_sessionmodel')
    .select('username')
    .where('session', '=', session)
    .orderBy('id')
    .executeTakeFirst()
  return row?.username ?? null
}

/** Ends a session; one that is unknown is left alone. */
export async function deleteSession(db: Database, session: string | undefined): Promise<void> {
  if (session === undefined || !/^\d{1,80}$/.test(session)) return
  await db.deleteFrom('thoughts_sessionmodel').where('session', '=', session).execute()
}
