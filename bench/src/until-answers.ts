import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { eventually, type Child } from '@strangler/demo'
import { BenchError } from './errors.ts'

export interface Expected {
  readonly path: string
  /** Length of the body of the answer. */
  readonly bytes: number
}

/** Waits until an address gives the right answer, so that nothing is measured that answers fast but wrong. */
export async function untilAnswers(
  url: string,
  { path, bytes }: Expected,
  child: Child | null,
): Promise<void> {
  let last = 'nothing'
  const life = { ended: false }
  void child?.exited.then(() => (life.ended = true))
  const answersRight = async (): Promise<boolean> => {
    if (life.ended) return true
    const { status, length } = await ask(`${url}${path}`)
    last = `status ${status} and ${length} bytes`
    return status === 200 && length === bytes
  }
  await eventually(answersRight, { withinMs: 15_000 }).catch((error: unknown) => {
    throw wrong(`${path} gave ${last}, not status 200 and ${bytes} bytes`, child, error)
  })
  if (life.ended) throw wrong('it ended before it answered', child)
}

async function ask(url: string): Promise<{ readonly status: number; readonly length: number }> {
  const outgoing = request(url, { agent: false, timeout: 2000 })
  outgoing.on('timeout', () => outgoing.destroy(new BenchError('ERR_BENCH_CONTESTANT', 'silent for 2 s')))
  outgoing.end()
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  return { status: response.statusCode ?? 0, length: (await buffer(response)).byteLength }
}

function wrong(what: string, child: Child | null, cause?: unknown): BenchError {
  const said = child?.lines.slice(-5).join('\n') ?? ''
  return new BenchError('ERR_BENCH_CONTESTANT', said === '' ? what : `${what}; it said:\n${said}`, { cause })
}
