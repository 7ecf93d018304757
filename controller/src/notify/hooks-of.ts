import type { Config } from '../config.ts'
import type { Hooks } from './receivers.ts'

/** Who is to be told of what, as the environment says. */
export function hooksOf(config: Config): Hooks {
  const hooks = {
    all: config.NOTIFY_URLS,
    step: config.NOTIFY_URLS_STEP,
    rollback: config.NOTIFY_URLS_ROLLBACK,
    hold: config.NOTIFY_URLS_HOLD,
    drift: config.NOTIFY_URLS_DRIFT,
    plane: config.NOTIFY_URLS_PLANE,
    leader: config.NOTIFY_URLS_LEADER,
  }
  return Object.fromEntries(Object.entries(hooks).filter(([, urls]) => urls !== undefined))
}
