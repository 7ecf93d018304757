import type { View } from '../context.ts'
import { page } from '../django/answers.ts'
import { lastValue } from '../django/paths.ts'
import { BadRequest } from '../errors.ts'
import { renderSearch } from '../render.ts'

/** Everybody's thoughts that contain the words. */
export const search: View = async ({ identify, thoughts, query, cookies }) => {
  const words = lastValue(query, 'search')
  if (words === undefined) throw new BadRequest('search is missing')
  const [user, found] = await Promise.all([identify(cookies), thoughts.search(words)])
  return page(renderSearch({ username: user?.username ?? null, thoughts: found }), [user?.cookie ?? null])
}
