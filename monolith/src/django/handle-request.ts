import type { Request, RequestHandler, Response } from 'express'
import type { Database } from '../database.ts'
import { BadRequest } from '../errors.ts'
import type { Log } from '../log/log.ts'
import { renderForbidden } from '../render.ts'
import { urls } from '../urls.ts'
import { frameworkPage, movedPermanently } from './answers.ts'
import { createCsrf, type Answer, type View } from './context.ts'
import { parseCookies } from './cookies.ts'
import { sameSecret } from './csrf-token.ts'
import { errorPage } from './error-pages.ts'
import { readForm } from './forms.ts'
import { lastValue, parseQuery, parseTarget, type Target } from './paths.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])
const CSRF_AGE_SECONDS = 31_449_600
const NOT_FOUND = errorPage('Not Found', 'The requested resource was not found on this server.')

/** Django's chain: find the view (or add the slash, or 404), then check CSRF, then run the view. */
export function handleRequest(db: Database, log: Log): RequestHandler {
  return async (request, response) => {
    try {
      send(response, await answer(db, request))
    } catch (error) {
      if (error instanceof BadRequest) {
        send(response, frameworkPage(400, errorPage('Bad Request (400)')))
        return
      }
      const [path] = request.originalUrl.split('?', 1)
      log.error('request failed', { method: request.method, path, error: describe(error) })
      send(response, frameworkPage(500, errorPage('Server Error (500)')))
    }
  }
}

async function answer(db: Database, request: Request): Promise<Answer> {
  const target = parseTarget(request.originalUrl)
  const view = urls.get(target.path)
  if (view) return runView(view, db, request, target)
  if (!target.path.endsWith('/') && urls.has(`${target.path}/`))
    return movedPermanently(`${target.rawPath}/${target.search}`)
  return frameworkPage(404, NOT_FOUND)
}

async function runView(view: View, db: Database, request: Request, target: Target): Promise<Answer> {
  const cookies = parseCookies(request.headers.cookie)
  const sent = cookies['csrftoken']
  const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams()
  if (!SAFE.has(request.method) && !passesCsrf(request, sent, form))
    return frameworkPage(403, renderForbidden({ noCookie: sent === undefined }))
  const query = parseQuery(Buffer.from(target.search.slice(1), 'latin1'))
  const { csrfToken, csrfCookie } = createCsrf(sent)
  const answered = await view({ db, method: request.method, query, form, cookies, csrfToken })
  const csrf = csrfCookie()
  return csrf === null ? answered : { ...answered, cookies: [...(answered.cookies ?? []), cookieOf(csrf)] }
}

function passesCsrf(request: Request, cookie: string | undefined, form: URLSearchParams): boolean {
  if (cookie === undefined) return false
  const token = lastValue(form, 'csrfmiddlewaretoken') || request.get('x-csrftoken')
  return token !== undefined && sameSecret(cookie, token)
}

function cookieOf(token: string): string {
  const expires = new Date(Date.now() + CSRF_AGE_SECONDS * 1000).toUTCString()
  return `csrftoken=${token}; expires=${expires}; Max-Age=${CSRF_AGE_SECONDS}; Path=/; SameSite=Lax`
}

function send(response: Response, { status, headers, cookies = [], body }: Answer): void {
  const bytes = Buffer.from(body)
  response.writeHead(status, {
    ...headers,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'content-length': bytes.length,
    ...(cookies.length > 0 ? { 'set-cookie': [...cookies] } : {}),
  })
  response.end(bytes)
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
