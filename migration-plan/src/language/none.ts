/** What the plan writes where it wants nothing: no upstream, no limit. */
export const NONE = 'none'
