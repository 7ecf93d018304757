import proxy from '@fastify/http-proxy'
import fastify from 'fastify'
import { nodeContestant } from './node-contestant.ts'

export const contestant = nodeContestant({
  name: 'fastify-http-proxy',
  about: '@fastify/http-proxy on Fastify, which forwards by undici',
  async serve(port, upstream) {
    const app = fastify()
    await app.register(proxy, { upstream })
    await app.listen({ port, host: '127.0.0.1' })
  },
})
