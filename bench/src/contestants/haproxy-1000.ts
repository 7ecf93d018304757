import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { latency, main } from '../modes.ts'
import type { Contestant } from './contestant.ts'
import { haproxyBackend, haproxyHead } from './haproxy.ts'

const ROUTES = Array.from({ length: 1000 }, (_, at) => `route-${at}`)

/**
 * What 1,000 routes with servers of their own cost HAProxy itself: each server keeps its own idle connections, so that
 * a request finds little in the caches of the processor.
 */
export const contestant: Contestant = {
  name: 'haproxy-1000',
  about: 'bare HAProxy with 1,000 backends, chosen by a map; all of them are asked in turn',
  peer: false,
  modes: [main, latency],
  routes: 1000,
  async prepare({ folder, port, upstreams }) {
    const file = join(folder, 'haproxy.cfg')
    const map = join(folder, 'routes.map')
    const backends = ROUTES.map((route) => haproxyBackend(route, upstreams))
    await writeFile(map, ROUTES.map((route) => `/${route}/ ${route}\n`).join(''))
    await writeFile(file, `${haproxyHead(port)}    use_backend %[path,map_beg(${map})]\n${backends.join('')}`)
    return { command: 'haproxy', args: ['-W', '-db', '-f', file] }
  },
}
