import { execFile } from 'node:child_process'
import { HaproxyError } from '../errors.ts'

const CHECK_WITHIN_MS = 10_000

/**
 * Has HAProxy check a configuration file (`haproxy -c`).
 * @throws HaproxyError ERR_HAPROXY_CONFIG with what HAProxy finds wrong.
 */
export async function checkConfig(file: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  execFile('haproxy', ['-c', '-f', file], { timeout: CHECK_WITHIN_MS }, (error, stdout, stderr) => {
    if (error === null) resolve(undefined)
    else
      reject(
        new HaproxyError(
          'ERR_HAPROXY_CONFIG',
          `${file}: ${alertsOf(`${stdout}${stderr}`) || error.message}`,
          { cause: error },
        ),
      )
  })
  return promise
}

function alertsOf(output: string): string {
  const alerts = output.split('\n').filter((line) => line.startsWith('[ALERT]'))
  return alerts.map((line) => line.replace(/^\[ALERT\]\s+\(\d+\) : /, '')).join('; ')
}
