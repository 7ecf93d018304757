import { readFile } from 'node:fs/promises'
import { DemoError } from './errors.ts'

/** What one side of a route has answered, and is answering. */
export interface SideTraffic {
  readonly requests: number
  readonly errors5xx: number
  readonly inFlight: number
}

export interface RouteTraffic {
  readonly id: string
  readonly planes: Readonly<Record<string, Readonly<Record<'legacy' | 'candidate', SideTraffic>>>>
}

/** The controller's API, as far as the demo steers with it. All methods throw DemoError with what it said. */
export interface ControllerClient {
  /** Lets the candidate answer `weight` percent; gives the seconds until every plane did. */
  setWeight(route: string, weight: number): Promise<number>
  traffic(): Promise<readonly RouteTraffic[]>
}

/** Finds the controller by the file that it wrote for its command line. */
export async function connectController(contextFile: string): Promise<ControllerClient> {
  const { url, token } = JSON.parse(await readFile(contextFile, 'utf8')) as { url: string; token: string }
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (response.ok) return JSON.parse(text)
    throw new DemoError('ERR_DEMO_CONTROLLER', `${method} ${path}: the controller answered ${text}`)
  }
  return {
    async setWeight(route, weight) {
      const path = `/routes/${encodeURIComponent(route)}/weight`
      const done = (await call('PUT', path, { weight, reason: 'demo' })) as { secondsToEffect: number }
      return done.secondsToEffect
    },
    traffic: async () => ((await call('GET', '/traffic')) as { routes: readonly RouteTraffic[] }).routes,
  }
}
