import type { Scalar } from '../rules/rule.ts'
import { areDrawnAlike } from '../sameness/looks-random.ts'
import type { Difference } from './difference.ts'
import type { Finding } from './finding.ts'
import { nameDifference } from './name-difference.ts'
import type { Where } from './where.ts'
import { generalPlaceOf, placeOf, selectorOf, type ShowName } from './place.ts'
import { shorten } from './shorten.ts'

const LONGEST_EXCERPT = 200
/** Keys and attributes may be as long as a body. */
const LONGEST_PLACE = 500

/** What of the pair may be shown. */
export interface Show {
  /** A value at a place. */
  readonly value: (where: Where, text: string) => string
  readonly name: ShowName
}

/** A finding as it is stored and shown: values are cut only after secrets were hidden, so that none is left in part. */
export function describeFinding(finding: Finding, route: string, isSecret: boolean, show: Show): Difference {
  const { where, legacy, candidate } = finding
  const isOtherSecret =
    isSecret &&
    typeof legacy === 'string' &&
    typeof candidate === 'string' &&
    areDrawnAlike(legacy, candidate)
  const { kind, note } = isOtherSecret
    ? { kind: 'secret' as const, note: 'the sides disagree about which secrets are the same' }
    : nameDifference(finding)
  const [one, other] = excerpts(shown(legacy), shown(candidate))
  // Each change of status is a disagreement of its own.
  const which = kind === 'status' ? ` ${String(legacy)} ${String(candidate)}` : ''
  return {
    kind,
    place: shorten(placeOf(where, show.name), LONGEST_PLACE),
    signature: `${route} ${kind} ${shorten(generalPlaceOf(where, show.name), LONGEST_PLACE)}${which}`,
    selector: selectorOf(where, show.name),
    legacy: one,
    candidate: other,
    note,
  }

  function shown(value: Scalar | undefined): string | null {
    return value === undefined ? null : show.value(where, String(value))
  }
}

/** Both cut alike, so that what differs is in sight. */
function excerpts(one: string | null, other: string | null): readonly [string | null, string | null] {
  if (one === null || other === null) return [cut(one, 0), cut(other, 0)]
  let common = 0
  while (common < one.length && one[common] === other[common]) common++
  const from = one.length > LONGEST_EXCERPT || other.length > LONGEST_EXCERPT ? Math.max(0, common - 40) : 0
  return [cut(one, from), cut(other, from)]
}

function cut(text: string | null, from: number): string | null {
  if (text === null) return null
  const until = from + LONGEST_EXCERPT
  return `${from > 0 ? '…' : ''}${text.slice(from, until)}${until < text.length ? '…' : ''}`
}
