import { createServer } from 'node:http'
import fastProxy from 'fast-proxy'
import { nodeContestant } from './node-contestant.ts'

export const contestant = nodeContestant({
  name: 'fast-proxy',
  about: 'fast-proxy, with its undici',
  serve(port, base) {
    const proxy = fastProxy({ base, undici: true })
    createServer((request, response) => proxy.proxy(request, response, request.url ?? '/', {})).listen(
      port,
      '127.0.0.1',
    )
  },
})
