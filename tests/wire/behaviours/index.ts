import type { Behaviour } from '../support/behaviour.ts'
import { bodies } from './bodies.ts'
import { connections } from './connections.ts'
import { smuggling } from './smuggling.ts'

/** All that both planes are held to on the wire. */
export const behaviours: readonly Behaviour[] = [...smuggling, ...connections, ...bodies]
