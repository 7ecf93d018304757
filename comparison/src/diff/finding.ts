import type { Scalar } from '../rules/rule.ts'
import type { DifferenceKind } from './difference.ts'
import type { Where } from './where.ts'

/** What the walk through two answers found, before it is asked whether it counts. */
export interface Finding {
  readonly kind: DifferenceKind
  readonly where: Where
  /** undefined where the side has nothing there. */
  readonly legacy: Scalar | undefined
  readonly candidate: Scalar | undefined
  readonly note?: string
  /** Both sides have a value there, and values may be equal in other ways than letter by letter. */
  readonly comparable?: boolean
}

/** What the walk is given: the rules that shape it, and where it tells what it finds. */
export interface Walk {
  /** The rule by which the parts at a place come in any order. */
  readonly unordering: (where: Where) => number | null
  readonly found: (finding: Finding) => void
  /** A rule has made a difference. */
  readonly fired: (rule: number) => void
}
