import { hash } from 'bcrypt'
import { sql, type Kysely } from 'kysely'

const ROUNDS = 12

const thoughts = [
  ['bruce', '1962-05-11T09:53:41Z', "A few seconds more and we'll know whether we have succeeded or not!"],
  ['bruce', '1962-05-11T09:58:23Z', "And now, if you'll excuse me, it's time for the final countdown"],
  [
    'bruce',
    '1962-05-11T10:07:13Z',
    'In a few seconds we will finally learn what happens when the powerful gamma rays are released',
  ],
  ['stephen', '1963-06-11T19:53:41Z', 'Natually! All who come to me are! Speak...'],
  [
    'stephen',
    '1963-06-11T19:58:23Z',
    'Tonight I shall visit you! I shall find the answer to your dream! Now go',
  ],
] as const

/** The two users and their thoughts that every installation begins with. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const username of ['bruce', 'stephen'])
    await sql`insert into thoughts_usermodel (username, password_hash)
      values (${username}, ${await hash('password', ROUNDS)})`.execute(db)
  for (const [username, timestamp, text] of thoughts)
    await sql`insert into thoughts_thoughtmodel (username, text, timestamp)
      values (${username}, ${text}, ${timestamp})`.execute(db)
}
