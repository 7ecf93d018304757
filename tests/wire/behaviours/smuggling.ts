import { withstand, type Attack } from '../support/attack.ts'
import type { Behaviour } from '../support/behaviour.ts'
import { brokenChunks } from './smuggling/chunks.ts'
import { ambiguousHeads } from './smuggling/heads.ts'
import { ambiguousLengths } from './smuggling/lengths.ts'
import { preface } from './smuggling/preface.ts'
import { smugglingTrailers } from './smuggling/trailers.ts'
import { hiddenCodings } from './smuggling/codings.ts'

const GROUPS: readonly (readonly [feature: string, attacks: readonly Attack[]])[] = [
  ['one length', ambiguousLengths],
  ['one transfer coding', hiddenCodings],
  ['whole chunks', brokenChunks],
  ['one head', ambiguousHeads],
]

/** No request hides in another one: what two servers could read differently is refused, or sent on in one reading. */
export const smuggling: readonly Behaviour[] = [
  ...GROUPS.flatMap(([feature, attacks]) => attacks.map((attack) => withstand(feature, attack))),
  ...smugglingTrailers,
  ...preface,
]
