import type { Behaviour } from '../support/behaviour.ts'
import { smuggling } from './smuggling.ts'

/** All that both planes are held to on the wire. */
export const behaviours: readonly Behaviour[] = [...smuggling]
