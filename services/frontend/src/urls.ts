import type { View } from './context.ts'
import { login } from './views/login.ts'
import { logout } from './views/logout.ts'
import { newThought } from './views/new-thought.ts'
import { search } from './views/search.ts'
import { thoughts } from './views/thoughts.ts'

/** Which path leads to which view, exactly. */
export const urls: ReadonlyMap<string, View> = new Map([
  ['/', thoughts],
  ['/thoughts/', thoughts],
  ['/thoughts/new', newThought],
  ['/search', search],
  ['/login/', login],
  ['/logout/', logout],
])
