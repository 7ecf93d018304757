import { createMatcher, HEALTH_AGENT, readTarget, type RouteTable } from '@strangler/migration-plan'
import { readAccessLine, type LoggedRequest } from './access-line.ts'

/** Route of lines that nobody can read: each may be a request. */
export const UNREADABLE = '(unreadable line)'

export interface LoggedCaller {
  readonly route: string
  readonly client: string
  readonly agent: string
  readonly path: string
  readonly count: number
  readonly firstSeen: Date
  readonly lastSeen: Date
}

export interface LogReading {
  readonly callers: readonly LoggedCaller[]
  /** Checks of health by the planes themselves. */
  readonly checks: number
}

const MOST_CALLERS = 500

/** Who asked legacy by lines of its access log; beyond a bound, clients are no longer told apart. */
export function readLog(lines: readonly string[], table: RouteTable, health: string | null): LogReading {
  const matcher = createMatcher(table)
  const callers = new Map<string, LoggedCaller>()
  let checks = 0

  function add(caller: Omit<LoggedCaller, 'count' | 'firstSeen' | 'lastSeen'>, at: Date): void {
    const keyOf = (client: string, agent: string): string => JSON.stringify([caller.route, client, agent])
    const own = keyOf(caller.client, caller.agent)
    const isApart = callers.has(own) || callers.size < MOST_CALLERS
    const [client, agent] = isApart ? [caller.client, caller.agent] : ['others', '']
    const key = keyOf(client, agent)
    const before = callers.get(key)
    const times = [at, ...(before ? [before.firstSeen, before.lastSeen] : [])].map((time) => time.getTime())
    callers.set(key, {
      ...{ ...caller, client, agent, count: (before?.count ?? 0) + 1 },
      firstSeen: new Date(Math.min(...times)),
      lastSeen: new Date(Math.max(...times)),
    })
  }

  for (const line of lines) {
    const read = readAccessLine(line)
    if (read === 'none') continue
    if (read === 'unreadable')
      add({ route: UNREADABLE, client: '', agent: '', path: shortened(line) }, new Date())
    else if (isCheck(read, health)) checks++
    else {
      const { client, agent, method, target, at } = read
      add({ route: routeOf(method, target), client, agent, path: pathOf(target) }, at ?? new Date())
    }
  }
  return { callers: [...callers.values()], checks }

  function routeOf(method: string, target: string): string {
    const asked = readTarget(target, ['Host', 'any'])
    return asked.ok ? matcher.match({ host: '', method, path: asked.path }).id : '(refused by the planes)'
  }
}

function isCheck({ agent, target }: LoggedRequest, health: string | null): boolean {
  return agent === HEALTH_AGENT && target === health
}

function pathOf(target: string): string {
  return target.split('?')[0] ?? ''
}

function shortened(line: string): string {
  return line.replaceAll(/\p{Cc}/gu, '?').slice(0, 200)
}
