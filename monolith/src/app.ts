import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import express, { type Express, type RequestHandler } from 'express'
import type { Database } from './database.ts'
import { handleRequest } from './django/handle-request.ts'
import { logRequests } from './log/log-requests.ts'
import type { Log } from './log/log.ts'

const bootstrap = dirname(createRequire(import.meta.url).resolve('bootstrap/dist/css/bootstrap.css'))

/** The whole application over a database. */
export function createApp(db: Database, log: Log): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  // Should a file fail to be read, Express answers by itself: in production without a stack.
  app.set('env', 'production')
  app.use(logRequests(log))
  app.use('/static', staticFiles())
  app.use(handleRequest(db, log))
  return app
}

/** The style sheet, which in production a web server beside the application serves. */
function staticFiles(): RequestHandler {
  return express.static(bootstrap, {
    index: false,
    redirect: false,
    setHeaders: (response) => {
      response.setHeader('x-content-type-options', 'nosniff')
      response.setHeader('referrer-policy', 'same-origin')
    },
  })
}
