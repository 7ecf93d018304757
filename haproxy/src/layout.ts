import { join } from 'node:path'

/** Names of the files that an edge is made of, shared by what writes, starts and steers it. */
export const CONFIG_FILE = 'haproxy.cfg'
export const STATE_MAP = 'state.map'
export const THRESHOLD_MAP = 'threshold.map'
export const SAMPLE_MAP = 'sample.map'
export const SERVER_STATE = 'server-state'

/** Keys of the state map. */
export const VERSION_KEY = 'version'
export const stageKey = (route: string): string => `stage/${route}`

/** What no route id holds, so that no backend of ours can be taken for a route. */
export const OWN_MARK = '.'

/** Whether a section is the backend of a route. */
export function isRoute(backend: string): boolean {
  return !backend.includes(OWN_MARK) && backend === backend.toLowerCase()
}

/** Backend that checks whether the strangler-proxy is there, once for all routes. */
export const PROXY_BACKEND = `strangler${OWN_MARK}proxy`

export interface Layout {
  readonly config: string
  readonly adminSocket: string
  readonly masterSocket: string
  readonly generations: string
}

export function layoutOf(directory: string): Layout {
  return {
    config: join(directory, CONFIG_FILE),
    adminSocket: join(directory, 'admin.sock'),
    masterSocket: join(directory, 'master.sock'),
    generations: join(directory, 'generations'),
  }
}
