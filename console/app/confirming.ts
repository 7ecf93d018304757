import type { Action } from './actions/action.ts'
import type { Ask } from './api/ask.ts'
import { Refusal } from './api/refusal.ts'

/** What somebody is about to confirm. */
export interface Confirmation {
  readonly action: Action
  reason: string
  /** Whether it is being done right now. */
  isBusy: boolean
  /** Why it was refused. */
  refusal: Refusal | null
}

/** One action at a time, proposed and then confirmed. */
export interface Confirming {
  current: () => Confirmation | null
  propose: (action: Action) => void
  confirm: () => void
  cancel: () => void
}

/** `onChange` tells when there is something to draw, `onDone` when an action was carried out or refused. */
export function createConfirming(
  ask: Ask,
  onChange: () => void,
  onDone: (action: Action, refusal: Refusal | null) => void,
): Confirming {
  let current: Confirmation | null = null

  async function carryOut(asked: Confirmation): Promise<void> {
    Object.assign(asked, { isBusy: true, refusal: null })
    onChange()
    try {
      await ask.order(asked.action.order(asked.reason.trim()))
      if (current === asked) current = null
    } catch (error) {
      asked.isBusy = false
      asked.refusal = error instanceof Refusal ? error : new Refusal('', String(error), null, 0)
    }
    onDone(asked.action, asked.refusal)
  }

  return {
    current: () => current,
    propose(action) {
      current = { action, reason: current?.reason ?? '', isBusy: false, refusal: null }
      onChange()
    },
    confirm() {
      if (current && !current.isBusy) void carryOut(current)
    },
    cancel() {
      current = null
      onChange()
    },
  }
}
