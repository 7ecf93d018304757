import { setTimeout as pause } from 'node:timers/promises'
import type { Failure, System } from '@strangler/demo'
import { askSql } from '../support/ask-sql.ts'
import { eventually } from '../support/eventually.ts'
import { descendantsOf } from '../support/process-tree.ts'
import { signalProcess } from '../support/signal-process.ts'
import type { SecondController } from './second-controller.ts'

/** `leader` is the controller that leads at that time. */
export type Victim = 'controller' | 'second' | 'leader' | 'postgresql' | 'edge' | 'proxy'

/** When a process was killed, and when all was as before (milliseconds since 1970). */
export interface Kill {
  readonly victim: Victim
  readonly at: number
  readonly until: number
}

const BACK_WITHIN_MS = 30_000
/** Whoever kept connections to a process finds out that they are dead by using them. */
const FINDS_OUT_WITHIN_MS = 1000

/** What users may meet while a process is away that carries their requests: nothing, for all others. */
const EXCUSED: Readonly<Partial<Record<Victim, (failure: Failure) => boolean>>> = {
  edge: ({ status }) => status === null || status === 502 || status === 503,
  postgresql: ({ status }) => status === null || status === 500 || status === 502 || status === 503,
  proxy: ({ request, status }) => request.startsWith('POST') && [null, 502, 503].includes(status),
}

/** Whether it was under way while a process was away that carried it. */
export function isExplained(failure: Failure, kills: readonly Kill[]): boolean {
  return kills.some(
    ({ victim, at, until }) =>
      failure.ended.getTime() >= at &&
      failure.at.getTime() <= until + FINDS_OUT_WITHIN_MS &&
      EXCUSED[victim]?.(failure) === true,
  )
}

export interface Killer {
  /** Kills with SIGKILL after a while; the same process only when it is back from the last time. */
  readonly kill: (victim: Victim, afterMs: number) => void
  /** All that was killed, once everything is back. */
  readonly done: () => Promise<readonly Kill[]>
}

export function createKiller(system: System, second: SecondController): Killer {
  const killing: Promise<Kill>[] = []
  const last = new Map<string, Promise<unknown>>()
  const act = createAct(system, second)
  return {
    kill(victim, afterMs) {
      const kind = ['controller', 'second', 'leader'].includes(victim) ? 'controllers' : victim
      const before = last.get(kind) ?? Promise.resolve()
      const kill = before.then(() => pause(afterMs)).then(() => act(victim))
      // Who waits for it hears of the failure; who comes after it need not.
      last.set(
        kind,
        kill.catch(() => undefined),
      )
      killing.push(kill)
    },
    done: () => Promise.all(killing),
  }
}

function createAct(system: System, second: SecondController): (victim: Victim) => Promise<Kill> {
  const { edge, controller } = system.ready
  const isLeader = async (url: string): Promise<boolean> =>
    ((await (await fetch(`${url}/readyz`)).json()) as { role?: string }).role === 'leader'
  const own =
    (name: string): (() => number) =>
    () =>
      system.processes.get(name)!.pid()

  /** Of the process that starts all others of the server. */
  const postmaster = async (): Promise<number> => (await descendantsOf(own('postgresql')()))[0]?.pid ?? 0
  const ofSecond = (): number => second.pid()

  async function pidOf(victim: Victim): Promise<() => number | Promise<number>> {
    if (victim === 'postgresql') return postmaster
    if (victim === 'leader')
      return (await isLeader(second.url).catch(() => false)) ? ofSecond : own('controller')
    return victim === 'second' ? ofSecond : own(victim)
  }

  const back: Readonly<Record<'steered' | 'edge' | 'postgresql' | 'proxy', () => Promise<boolean>>> = {
    steered: async () => (await Promise.all([controller, second.url].map(isLeader))).includes(true),
    edge: async () => (await fetch(`${edge}/static/bootstrap.css`)).ok,
    postgresql: async () => {
      await askSql(system.ready.database, 'select 1')
      const pages = ['/login/', '/search?search=storm'].map((page) => fetch(edge + page))
      return (await Promise.all(pages)).every(({ ok }) => ok)
    },
    proxy: async () => (await fetch(`${system.proxyAdmin}/observation`)).ok,
  }

  return async (victim) => {
    const now = await pidOf(victim)
    const pid = await now()
    const at = Date.now()
    signalProcess(pid, 'SIGKILL')
    const isBack =
      victim === 'edge' || victim === 'postgresql' || victim === 'proxy' ? back[victim] : back.steered
    await eventually(async () => (await now()) !== pid, { withinMs: BACK_WITHIN_MS })
    await eventually(isBack, { withinMs: BACK_WITHIN_MS, everyMs: 100 })
    return { victim, at, until: Date.now() }
  }
}
