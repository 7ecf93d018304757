import { connect } from 'node:net'
import { HaproxyError } from '../errors.ts'

const ANSWER_WITHIN_MS = 2000
/** A line of commands must fit into a buffer of HAProxy (tune.bufsize, 16 KiB). */
const LONGEST_LINE = 12_000

/** Sends one line to a socket of HAProxy and gives the whole reply. */
export async function askLine(socket: string, line: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const connection = connect(socket)
  const chunks: string[] = []
  connection.setEncoding('latin1')
  connection.setTimeout(ANSWER_WITHIN_MS, () =>
    connection.destroy(unreachable(socket, `no answer within ${ANSWER_WITHIN_MS} ms`)),
  )
  // The master socket answers only once its peer has finished sending.
  connection.on('connect', () => connection.end(`${line}\n`))
  connection.on('data', (chunk: string) => chunks.push(chunk))
  connection.on('error', (error) =>
    reject(error instanceof HaproxyError ? error : unreachable(socket, error.message, error)),
  )
  connection.on('close', () => resolve(chunks.join('')))
  return promise
}

/** The replies to commands, in one connection. Only for commands that have one without empty lines. */
export async function askAll(socket: string, commands: readonly string[]): Promise<readonly string[]> {
  const replies = (await askLine(socket, commands.join(';'))).split('\n\n')
  if (replies.length < commands.length)
    throw unreachable(socket, `answered ${replies.length} of ${commands.length} commands`)
  return commands.map((_, at) => (replies[at] ?? '').trim())
}

/**
 * Gives orders that HAProxy acknowledges with silence, as many in one line as fit.
 * @throws HaproxyError ERR_HAPROXY_REFUSED with what HAProxy says instead.
 */
export async function order(socket: string, commands: readonly string[]): Promise<void> {
  for (const line of linesOf(commands)) {
    const complaint = (await askLine(socket, line)).trim().replace(/\n+/g, ', ')
    if (complaint !== '')
      throw new HaproxyError('ERR_HAPROXY_REFUSED', `${socket}: says "${complaint}"; see the log of the edge`)
  }
}

function linesOf(commands: readonly string[]): readonly string[] {
  const lines: string[] = []
  for (const command of commands) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + command.length < LONGEST_LINE)
      lines[lines.length - 1] = `${last};${command}`
    else lines.push(command)
  }
  return lines
}

function unreachable(socket: string, why: string, cause?: unknown): HaproxyError {
  return new HaproxyError('ERR_HAPROXY_UNREACHABLE', `${socket}: ${why}; see that HAProxy runs`, { cause })
}
