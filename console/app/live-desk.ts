import { createAnswers } from './api/answers.ts'
import { createAsk } from './api/ask.ts'
import { followEvents } from './api/follow-events.ts'
import type { Step, Whoami } from './api/answers-of-the-api.ts'
import type { ServerEvent } from './api/parse-events.ts'
import type { Session } from './api/session.ts'
import { createConfirming } from './confirming.ts'
import type { Desk } from './desk.ts'
import { createFlows } from './flow.ts'
import { placeOf } from './place.ts'
import { stepSentence } from './parts/step-sentence.ts'

export interface LiveDesk extends Desk {
  close: () => void
}

interface Surroundings {
  readonly redraw: () => void
  /** Ends the session, and says why. */
  readonly leave: (why: string) => void
}

const UNKNOWN_TOKEN = 'The controller does not know this token.'

/** The desk of a session: hears what happens, and keeps what is shown up to date. */
export function createLiveDesk(session: Session, { redraw, leave }: Surroundings): LiveDesk {
  const ask = createAsk(new URL('../api/v1/', document.baseURI).href, session)
  const answers = createAnswers(ask, (refusal) => {
    if (refusal?.status === 401) leave(UNKNOWN_TOKEN)
    else redraw()
  })
  const following = followEvents(ask, (event) => {
    const said = newsOf(event)
    if (said !== null) news = said
    answers.refresh('status', 'steps', 'edge', 'routes/')
  })
  const flow = createFlows()
  const drafts = new Map<string, string>()
  let news = ''
  const confirming = createConfirming(ask, redraw, (action, refusal) => {
    if (refusal?.status === 401) return leave(UNKNOWN_TOKEN)
    if (!refusal) news = `Done: ${action.verb}.`
    answers.refresh('')
    redraw()
  })

  return {
    ask,
    answers,
    flow,
    drafts,
    place: () => placeOf(location.hash),
    whoami: () => answers.get<Whoami>('whoami').value,
    confirmation: confirming.current,
    news: () => news,
    draft(key, value) {
      drafts.set(key, value)
      redraw()
    },
    propose: confirming.propose,
    confirm: confirming.confirm,
    cancel: confirming.cancel,
    signOut: () => leave('You are signed out.'),
    redraw,
    close() {
      following.close()
      answers.close()
    },
  }
}

/** What is worth reading out of an event. */
function newsOf({ type, data }: ServerEvent): string | null {
  if (type === 'step') return stepSentence(JSON.parse(data) as Step)
  if (type !== 'plane') return null
  const { plane, reachable } = JSON.parse(data) as { plane: string; reachable: boolean }
  return reachable ? `${plane} can be reached.` : `${plane} cannot be reached.`
}
