import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { main } from '../modes.ts'
import type { Contestant } from './contestant.ts'
import { haproxyBackend, haproxyHead } from './haproxy.ts'

/**
 * What one promise of the edge costs HAProxy itself: that a request is asked again when a server hangs up on it. For
 * that HAProxy keeps a copy of each request, a whole buffer of 16 KiB.
 */
export const contestant: Contestant = {
  name: 'haproxy-retry',
  about: 'bare HAProxy that asks again when a server hangs up without an answer',
  peer: false,
  modes: [main],
  routes: 1000,
  async prepare({ folder, port, upstreams }) {
    const file = join(folder, 'haproxy.cfg')
    const backend = `${haproxyBackend('application', upstreams)}    retry-on conn-failure empty-response\n`
    await writeFile(file, `${haproxyHead(port)}    default_backend application\n${backend}`)
    return { command: 'haproxy', args: ['-W', '-db', '-f', file] }
  },
}
