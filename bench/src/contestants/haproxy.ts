import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { modes } from '../modes.ts'
import type { Upstream } from '../upstream.ts'
import type { Contestant } from './contestant.ts'

/** What an operator would write by hand to put HAProxy before two servers: nothing of a migration. */
export const contestant: Contestant = {
  name: 'haproxy',
  about: 'HAProxy, bare: written by hand, one backend, two servers, forwardfor, log line per request',
  peer: false,
  modes,
  routes: 1000,
  async prepare({ folder, port, upstreams }) {
    const file = join(folder, 'haproxy.cfg')
    await writeFile(
      file,
      `${haproxyHead(port)}    default_backend application\n${haproxyBackend('application', upstreams)}`,
    )
    return { command: 'haproxy', args: ['-W', '-db', '-f', file] }
  },
}

/** Everything up to the choice of a backend. */
export function haproxyHead(port: number): string {
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
`
}

export function haproxyBackend(name: string, { legacy, candidate }: Upstream['ports']): string {
  return `backend ${name}
    balance roundrobin
    server legacy 127.0.0.1:${legacy}
    server candidate 127.0.0.1:${candidate}
`
}
