import type { Status } from '../api/answers-of-the-api.ts'
import { count } from '../parts/words.ts'
import type { Action } from './action.ts'
import { planesText } from './consequences.ts'

const plain = { isGrave: false, needsReason: false, hindrance: null } as const

/** What may be done with all routes at once. */
export function overallActions(status: Status): readonly Action[] {
  return [status.pause ? resume(status) : pause, rollbackAll(status)]
}

const pause: Action = {
  ...plain,
  key: 'pause',
  label: 'Pause',
  consequences: [
    'No route moves forward until somebody resumes. No request changes sides by this.',
    'Rollbacks stay possible at any time.',
  ],
  verb: 'Pause everything',
  order: (reason) => ({ method: 'POST', path: 'pause', body: reason === '' ? {} : { reason } }),
}

export function resume({ pause: paused }: Status): Action {
  return {
    ...plain,
    key: 'resume',
    label: 'Resume',
    consequences: [`Routes may move forward again. ${paused?.who ?? 'Somebody'} had paused them.`],
    verb: 'Let routes move again',
    order: (reason) => ({ method: 'POST', path: 'resume', body: reason === '' ? {} : { reason } }),
  }
}

function rollbackAll(status: Status): Action {
  const moved = status.routes.filter(
    ({ movable, stage }) => movable && stage !== 'legacy' && stage !== 'retired',
  )
  return {
    key: 'rollback all',
    label: 'Roll everything back',
    consequences: [
      `${count(moved.length, 'route')} go back to legacy at once: ${moved.map(({ id }) => id).join(', ')}.`,
      'Retired routes stay where they are.',
      planesText(status),
    ],
    verb: 'Roll everything back',
    isGrave: true,
    needsReason: true,
    hindrance: moved.length === 0 ? 'no route has left legacy' : null,
    order: (reason) => ({ method: 'POST', path: 'rollback', body: { reason } }),
  }
}
