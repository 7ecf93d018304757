import { Agent } from 'node:http'
import express from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'
import { nodeContestant } from './node-contestant.ts'

/** The usual way to put a proxy into an Express application. */
export const contestant = nodeContestant({
  name: 'hpm-express',
  about: 'http-proxy-middleware on Express, connections kept alive',
  serve(port, target) {
    const agent = new Agent({ keepAlive: true })
    const app = express()
    app.disable('x-powered-by')
    app.use(createProxyMiddleware({ target, agent, xfwd: true }))
    app.listen(port, '127.0.0.1')
  },
})
