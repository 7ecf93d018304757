import { compare } from 'bcrypt'
import type { Database } from '../database.ts'

/** The user name if the password is that user's, else null; names match exactly. */
export async function authenticate(db: Database, username: string, password: string): Promise<string | null> {
  const user = await db
    .selectFrom('thoughts_usermodel')
    .select(['username', 'password_hash'])
    .where('username', '=', username)
    .orderBy('id')
    .executeTakeFirst()
  return user && (await compare(password, user.password_hash)) ? user.username : null
}
