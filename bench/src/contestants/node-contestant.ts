import { join } from 'node:path'
import { modes, type Mode } from '../modes.ts'
import type { Contestant } from './contestant.ts'

/** A contestant that is a few lines of Node. */
export interface NodeContestant extends Contestant {
  /** Listens on the port of 127.0.0.1 and forwards to the upstream. */
  serve(port: number, upstream: string): void | Promise<void>
}

export function nodeContestant(parts: {
  readonly name: string
  readonly about: string
  readonly serve: NodeContestant['serve']
  readonly modes?: readonly Mode[]
}): NodeContestant {
  return {
    modes,
    ...parts,
    peer: true,
    routes: 1000,
    prepare: ({ port, upstreams }) =>
      Promise.resolve({
        command: process.execPath,
        args: [
          join(import.meta.dirname, '../serve.ts'),
          parts.name,
          String(port),
          `http://127.0.0.1:${upstreams.legacy}`,
        ],
        env: { NODE_ENV: 'production' },
      }),
  }
}
