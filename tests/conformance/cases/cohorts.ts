import { crc32 } from 'node:zlib'
import { answered, asked, type Case } from '../case.ts'
import type { WorldRoute } from '../world.ts'

const WEIGHTS = [1, 5, 33, 50, 67, 95, 99] as const

/** A route for each weight and kind of key. */
export const cohortWorld: readonly WorldRoute[] = WEIGHTS.flatMap((weight) => [
  {
    id: `cookie-${weight}`,
    match: { path: `/cookie/${weight}` },
    split: { by: 'user', cookie: 'session' },
    weight,
  },
  {
    id: `header-${weight}`,
    match: { path: `/header/${weight}` },
    split: { by: 'user', header: 'X-User' },
    weight,
  },
])

const USERS = ['1', '42', 'bruce', 'stephen', 'a b', 'ünï', '0123456789'.repeat(7), 'x%20y']

/** CRC-32 modulo 10000 below a hundred times the weight: the rule, written a second time on purpose. */
const sideOf = (user: string, weight: number): 'legacy' | 'candidate' =>
  crc32(Buffer.from(user, 'latin1')) % 10_000 < weight * 100 ? 'candidate' : 'legacy'

export const cohortCases: readonly Case[] = WEIGHTS.flatMap((weight) =>
  USERS.flatMap((user): readonly Case[] => [
    {
      feature: 'sticky split by a cookie',
      asked: asked(`/cookie/${weight}`, { headers: [['Cookie', `other=1; session=${user}; last=2`]] }),
      outcome: answered(`cookie-${weight}`, sideOf(user, weight)),
    },
    {
      feature: 'sticky split by a header',
      asked: asked(`/header/${weight}`, { headers: [['X-User', user]] }),
      outcome: answered(`header-${weight}`, sideOf(user, weight)),
    },
  ]),
)
