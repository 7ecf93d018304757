/** How two answers can disagree; each in the words of a report. */
export const DIFFERENCE_KINDS = [
  'status',
  'header-missing',
  'header-extra',
  'header-value',
  'charset',
  'cookie-missing',
  'cookie-extra',
  'cookie-value',
  'cookie-attribute',
  'body-missing',
  'body-extra',
  'body-bytes',
  'encoding',
  'truncated-body',
  'doctype',
  'field-missing',
  'field-extra',
  'element-missing',
  'element-extra',
  'line-missing',
  'line-extra',
  'order',
  'type',
  'value',
  'text',
  'attribute',
  'form-value',
  'escaped-twice',
  'time',
  'secret',
] as const

export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

/** One place where two answers disagree. */
export interface Difference {
  readonly kind: DifferenceKind
  /** `status`, `body`, or a selector as plans write it: `header:location`, `$.items[3].price`. */
  readonly place: string
  /** The same for the same disagreement in other answers of the route: indexes and ids are left out. */
  readonly signature: string
  /** What the plan would have to select to rule it out; null for what no selector reaches. */
  readonly selector: string | null
  /** What each side has there, cut short; null where it has nothing. */
  readonly legacy: string | null
  readonly candidate: string | null
  /** What the two values alone do not tell, such as how far two times are apart. */
  readonly note: string | null
}
