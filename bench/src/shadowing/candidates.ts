import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { eventually, freePort } from '@strangler/demo'
import type { Processes } from '../processes.ts'

/** A candidate that is asked in the shadow, and does no good. */
export interface BadCandidate {
  readonly name: string
  readonly port: number
}

/** One that is down, one that takes requests and says nothing, and one whose answers never end. */
export async function startBadCandidates(processes: Processes): Promise<readonly BadCandidate[]> {
  const serve = async (name: string): Promise<BadCandidate> => {
    const port = await freePort()
    const file = join(import.meta.dirname, 'bad-candidate.ts')
    // A flood takes of its core what the load generator and the upstream, which share it, leave over.
    const args = ['-n', '19', process.execPath, file, name, String(port)]
    processes.start('load', { command: 'nice', args })
    await eventually(() => takesConnections(port), { withinMs: 15_000 })
    return { name, port }
  }
  return [{ name: 'dead', port: await freePort() }, await serve('hanging'), await serve('flooding')]
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.destroy()
  return true
}
