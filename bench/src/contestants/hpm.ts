import { Agent, createServer } from 'node:http'
import { createProxyMiddleware } from 'http-proxy-middleware'
import { nodeContestant } from './node-contestant.ts'

export const contestant = nodeContestant({
  name: 'hpm',
  about: 'http-proxy-middleware without Express, connections kept alive',
  serve(port, target) {
    const agent = new Agent({ keepAlive: true })
    const forward = createProxyMiddleware({ target, agent, xfwd: true })
    createServer((request, response) => void forward(request, response)).listen(port, '127.0.0.1')
  },
})
