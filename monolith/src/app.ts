import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { Database } from './database.ts'
import { errorPage } from './django/error-pages.ts'
import { handleRequest } from './django/handle-request.ts'

const bootstrap = dirname(createRequire(import.meta.url).resolve('bootstrap/dist/css/bootstrap.css'))

/** The whole application over a database. */
export function createApp(db: Database): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(logAccess)
  app.use('/static', staticFiles())
  app.use(handleRequest(db))
  app.use(refuse)
  return app
}

/** The style sheet, which in production a web server beside the application serves. */
function staticFiles(): RequestHandler {
  return express.static(bootstrap, {
    index: false,
    redirect: false,
    extensions: false,
    setHeaders: (response) => {
      response.setHeader('x-content-type-options', 'nosniff')
      response.setHeader('referrer-policy', 'same-origin')
    },
  })
}

const logAccess: RequestHandler = (request, response, next) => {
  response.on('finish', () => {
    const time = new Date().toISOString()
    process.stdout.write(`${time} ${request.method} ${request.originalUrl} ${response.statusCode}\n`)
  })
  next()
}

/** What the file server refuses, such as a malformed path, is a page that does not exist. */
// eslint-disable-next-line @typescript-eslint/no-unused-vars -- Express knows an error handler by its four parameters
const refuse: ErrorRequestHandler = (_error, _request, response, _next) => {
  const body = errorPage('Not Found', 'The requested resource was not found on this server.')
  response.writeHead(404, {
    'content-type': 'text/html',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
