import { createServer, type RequestListener } from 'node:http'

/** Process of a candidate that does no good: `bad-candidate.ts NAME PORT`. */
const CHUNK = Buffer.alloc(64 * 1024, 'strangler ')

const listeners: Readonly<Record<string, RequestListener>> = {
  hanging: () => undefined,
  flooding(_, res) {
    const more = (): void => {
      while (!res.destroyed && res.write(CHUNK));
    }
    res.on('drain', more).on('error', () => undefined)
    more()
  },
}

const [name = '', port] = process.argv.slice(2)
createServer(listeners[name]).listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'))
