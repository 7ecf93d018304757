import type { Behaviour } from '../support/behaviour.ts'
import { answers } from './answers.ts'
import { bodies } from './bodies.ts'
import { breaks } from './breaks.ts'
import { connections } from './connections.ts'
import { floods } from './floods.ts'
import { http2 } from './http2.ts'
import { interim } from './interim.ts'
import { retries } from './retries.ts'
import { sizes } from './sizes.ts'
import { smuggling } from './smuggling.ts'
import { times } from './times.ts'
import { trust } from './trust.ts'
import { upgrades } from './upgrades.ts'

/** All that both planes are held to on the wire. */
export const behaviours: readonly Behaviour[] = [
  ...smuggling,
  ...answers,
  ...http2,
  ...connections,
  ...bodies,
  ...floods,
  ...breaks,
  ...interim,
  ...sizes,
  ...times,
  ...upgrades,
  ...retries,
  ...trust,
]
