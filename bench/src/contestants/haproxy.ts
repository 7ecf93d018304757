import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { modes } from '../modes.ts'
import type { Contestant, Place } from './contestant.ts'

/** What an operator would write by hand to put HAProxy before two servers: nothing of a migration. */
export const contestant: Contestant = {
  name: 'haproxy',
  about: 'HAProxy, bare: written by hand, one backend, two servers, forwardfor, log line per request',
  peer: false,
  modes,
  routes: 1000,
  async prepare(place) {
    const file = join(place.folder, 'haproxy.cfg')
    await writeFile(file, configText(place))
    return { command: 'haproxy', args: ['-W', '-db', '-f', file] }
  },
}

function configText({ port, upstreams }: Place): string {
  return `
global
    log stdout format raw local0 info
defaults
    mode http
    log global
    option httplog
    option forwardfor
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    timeout http-request 10s
    timeout http-keep-alive 10s
    http-reuse safe
frontend front
    bind 127.0.0.1:${port}
    default_backend application
backend application
    balance roundrobin
    server a 127.0.0.1:${upstreams.legacy}
    server b 127.0.0.1:${upstreams.candidate}
`
}
