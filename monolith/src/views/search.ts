import { page } from '../django/answers.ts'
import type { View } from '../django/context.ts'
import { lastValue } from '../django/paths.ts'
import { MissingParameter } from '../errors.ts'
import { sessionUser } from '../models/session.ts'
import { searchThoughts } from '../models/thought.ts'
import { renderSearch } from '../render.ts'

/** Everybody's thoughts that contain the words. */
export const search: View = async ({ db, query, cookies }) => {
  const username = await sessionUser(db, cookies['session'])
  const words = lastValue(query, 'search')
  if (words === undefined) throw new MissingParameter('search')
  return page(renderSearch({ username, thoughts: await searchThoughts(db, words) }))
}
