/** What lines of the audit tell of. */
export const ACTIONS = [
  'set',
  'shadow',
  'advance',
  'rollback',
  'hold',
  'release',
  'approve',
  'adopt',
  'revert',
  'retire',
  'pause',
  'resume',
] as const

export type Action = (typeof ACTIONS)[number]
