import type { Action } from './actions/action.ts'
import type { Answer, Answers } from './api/answers.ts'
import type { Ask } from './api/ask.ts'
import type { Traffic, Whoami } from './api/answers-of-the-api.ts'
import type { Confirmation } from './confirming.ts'
import type { Flow } from './flow.ts'
import type { Place } from './place.ts'

/** Where somebody sits who is signed in: all that views draw from, and what they may do. */
export interface Desk {
  readonly ask: Ask
  readonly answers: Answers
  readonly place: () => Place
  /** Requests a second of each route, by the counters of the planes. */
  readonly flow: (traffic: Answer<Traffic>) => ReadonlyMap<string, Flow>
  /** Null until it is known. */
  readonly whoami: () => Whoami | null
  readonly confirmation: () => Confirmation | null
  /** What was done or happened last, to be read out. */
  readonly news: () => string
  /** What views keep between drawings, by what it is for. */
  readonly drafts: Map<string, string>
  /** Sets a draft, and draws. */
  draft: (key: string, value: string) => void
  /** Asks to confirm an action. */
  propose: (action: Action) => void
  confirm: () => void
  cancel: () => void
  signOut: () => void
  redraw: () => void
}
