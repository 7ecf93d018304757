import { connect } from 'node:net'
import { once } from 'node:events'
import { inspectEdge, type EdgeInspection, type EdgeOptions } from '@strangler/haproxy'
import { messageOf } from '../errors.ts'
import { fail, ok, warn, type Finding } from './finding.ts'

/** The oldest HAProxy that our configurations are written for. */
const OLDEST: readonly [major: number, minor: number] = [2, 6]
const WARN_DAYS = 14
const DAY_MS = 86_400_000
const CONNECT_WITHIN_MS = 2000

/** HAProxy's version, who may steer it, how long its certificates count, and whether its doors are open. */
export async function checkEdge(options: EdgeOptions, about: string): Promise<readonly Finding[]> {
  const { version, sockets, certificates } = await inspectEdge(options)
  return [
    versionFinding(about, version),
    ...sockets.map((socket) => socketFinding(about, socket)),
    ...certificates.map((certificate) => certificateFinding(about, certificate)),
    await doorFinding(about, options.host, options.port, 'EDGE_PORT'),
    await doorFinding(about, options.statsHost, options.statsPort, 'STATS_PORT'),
  ]
}

function versionFinding(about: string, version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
  return isOld
    ? fail(about, `it is HAProxy ${version}`, `use HAProxy ${OLDEST.join('.')} or later`)
    : ok(about, `it is HAProxy ${version}`)
}

function socketFinding(about: string, { path, mode }: EdgeInspection['sockets'][number]): Finding {
  if (mode === null)
    return warn(
      about,
      `there is no ${path}`,
      'start HAProxy by the command that strangler plan render prints',
    )
  return (mode & 0o077) === 0
    ? ok(about, `only its owner may steer by ${path}`)
    : fail(about, `others may steer by ${path} (mode ${mode.toString(8)})`, `chmod 600 ${path}`)
}

function certificateFinding(about: string, { file, until }: EdgeInspection['certificates'][number]): Finding {
  if (!until) return fail(about, `${file} holds no certificate`, 'mend or remove it')
  const days = Math.floor((until.getTime() - Date.now()) / DAY_MS)
  const day = until.toISOString().slice(0, 10)
  if (days < 0) return fail(about, `the certificate ${file} ended on ${day}`, 'renew it')
  return days < WARN_DAYS
    ? warn(about, `the certificate ${file} ends in ${days} days, on ${day}`, 'renew it')
    : ok(about, `the certificate ${file} counts until ${day}`)
}

async function doorFinding(about: string, host: string, port: number, name: string): Promise<Finding> {
  const here = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  const socket = connect({ host: here, port })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_WITHIN_MS) })
    return ok(about, `port ${port} (${name}) is open`)
  } catch (error) {
    const remedy = `see that HAProxy listens as ${name} says`
    return fail(about, `port ${port} (${name}) of ${here} cannot be reached: ${messageOf(error)}`, remedy)
  } finally {
    socket.destroy()
  }
}
