import type { Vault } from './vault.ts'

/** A part of a text that nobody may see. */
export interface Cut {
  readonly from: number
  readonly to: number
  /** What stands before the secret and behind it. */
  readonly around: readonly [string, string]
  readonly secret: string
}

/** The text without its secrets; all else of it stays letter by letter. Of cuts that overlap the first one counts. */
export function hideCuts(text: string, cuts: readonly Cut[], vault: Vault): string {
  let [redacted, at] = ['', 0]
  for (const { from, to, around, secret } of cuts.toSorted((one, other) => one.from - other.from)) {
    if (from < at) continue
    redacted += text.slice(at, from) + around[0] + vault.hide(secret) + around[1]
    at = to
  }
  return redacted + text.slice(at)
}
