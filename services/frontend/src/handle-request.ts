import { nameEndpoint, ServiceUnavailable, type Logger } from '@mythoughts/kit'
import type { Request, RequestHandler, Response } from 'express'
import { createCsrf, type Backends, type View } from './context.ts'
import { frameworkPage, movedPermanently, type Answer } from './django/answers.ts'
import { parseCookies } from './django/cookies.ts'
import { sameSecret } from './django/csrf-token.ts'
import { errorPage } from './django/error-pages.ts'
import { readForm } from './django/forms.ts'
import { lastValue, parseQuery, parseTarget, type Target } from './django/paths.ts'
import { BadRequest, TooManyLogins } from './errors.ts'
import { renderForbidden } from './render.ts'
import { urls } from './urls.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])
const CSRF_AGE_SECONDS = 31_449_600
const NOT_FOUND = errorPage('Not Found', 'The requested resource was not found on this server.')

/** Finds the view (or adds the slash, or 404), then checks CSRF, then runs the view: the order of Django's chain. */
export function handleRequest(backends: Backends, logger: Logger): RequestHandler {
  return async (request, response) => {
    try {
      send(response, await answer(backends, request, response))
    } catch (error) {
      const failed = answerTo(error)
      if (failed.status >= 500) logger.error(`${request.method} failed`, { error })
      send(response, failed)
    }
  }
}

async function answer(backends: Backends, request: Request, response: Response): Promise<Answer> {
  const target = parseTarget(request.originalUrl)
  const view = urls.get(target.path)
  if (view) {
    nameEndpoint(response, target.path)
    return runView(view, backends, request, target)
  }
  if (!target.path.endsWith('/') && urls.has(`${target.path}/`))
    return movedPermanently(`${target.rawPath}/${target.search}`)
  return frameworkPage(404, NOT_FOUND)
}

async function runView(view: View, backends: Backends, request: Request, target: Target): Promise<Answer> {
  const cookies = parseCookies(request.headers.cookie)
  const sent = cookies['csrftoken']
  const form = request.method === 'POST' ? await readForm(request) : new URLSearchParams()
  if (!SAFE.has(request.method) && !passesCsrf(request, sent, form))
    return frameworkPage(403, renderForbidden({ noCookie: sent === undefined }))
  const query = parseQuery(Buffer.from(target.search.slice(1), 'latin1'))
  const { csrfToken, csrfCookie } = createCsrf(sent)
  const { method, ip: address = 'unknown' } = request
  const answered = await view({ ...backends, method, address, query, form, cookies, csrfToken })
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

/** A page for whatever went wrong; a service that is down is told as such, never as "not logged in". */
function answerTo(error: unknown): Answer {
  if (error instanceof BadRequest) return frameworkPage(400, errorPage('Bad Request (400)'))
  if (error instanceof TooManyLogins) {
    const details = 'Too many failed logins. Please try again later.'
    return frameworkPage(429, errorPage('Too Many Requests', details), { 'retry-after': error.retryAfter })
  }
  if (error instanceof ServiceUnavailable) {
    const details = 'A part of this site cannot be reached at the moment. Please try again in a few seconds.'
    return frameworkPage(503, errorPage('Service Unavailable', details), { 'retry-after': '2' })
  }
  return frameworkPage(500, errorPage('Server Error (500)'))
}

function send(response: Response, { status, headers, cookies = [], body }: Answer): void {
  const bytes = Buffer.from(body)
  const set = cookies.filter((cookie) => cookie !== null)
  response.writeHead(status, {
    ...headers,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'content-length': bytes.length,
    ...(set.length > 0 ? { 'set-cookie': set } : {}),
  })
  response.end(bytes)
}
