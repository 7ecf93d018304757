import { startProcess } from '../../../tests/support/process.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // The tests look into many different answers.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any
}

export interface ControllerProcess {
  readonly url: string
  readonly pid: number
  readonly lines: readonly string[]
  call: (method: string, path: string, body?: unknown, token?: string) => Promise<Answer>
  stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

export const OPERATOR = 'operator-token-of-the-tests'
export const VIEWER = 'viewer-token-of-the-tests'

/** Starts a controller and waits until it listens. */
export async function startControllerProcess(
  env: Readonly<Record<string, string>>,
): Promise<ControllerProcess> {
  const child = await startProcess(
    'controller/src/main.ts',
    { PORT: '0', OPERATOR_TOKEN: OPERATOR, VIEWER_TOKEN: VIEWER, ...env },
    { until: (line) => line.includes('"listening"') },
  )
  const { url } = JSON.parse(child.readyLine) as { url: string }
  return {
    url,
    pid: child.pid,
    lines: child.lines,
    stop: (signal) => child.stop(signal),
    async call(method, path, body, token = OPERATOR) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: response.status, headers: response.headers, body: await response.json() }
    },
  }
}
