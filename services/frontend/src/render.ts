import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import { escapeHtml } from './django/escape.ts'
import { formatDate } from './django/format-date.ts'
import type { Thought } from './thoughts-client.ts'

const handlebars = Handlebars.create()
for (const partial of ['base', 'cards'])
  handlebars.registerPartial(partial, readFileSync(templateFile(partial), 'utf8'))

const login = template('login')
const list = template('thoughts')
const search = template('search')
const forbidden = template('forbidden')

/** The login page; `refused` after a wrong name or password. */
export function renderLogin(values: { csrfToken: string; refused: boolean }): string {
  return login(values)
}

/** A user's own thoughts, with the form for a new one. */
export function renderThoughts(values: {
  csrfToken: string
  username: string
  thoughts: readonly Thought[]
}): string {
  return list({ ...values, thoughts: values.thoughts.map(card) })
}

/** What a search found; the bar shows the user, if there is one. */
export function renderSearch(values: { username: string | null; thoughts: readonly Thought[] }): string {
  return search({ ...values, thoughts: values.thoughts.map(card) })
}

/** Django's page for a failed CSRF check. */
export function renderForbidden(values: { noCookie: boolean }): string {
  return forbidden(values)
}

function card({ username, text, timestamp }: Thought) {
  return { author: username, text, when: formatDate(timestamp) }
}

function template(name: string): (values: object) => string {
  const compiled = handlebars.compile(readFileSync(templateFile(name), 'utf8'))
  return (values) => compiled(escaped(values))
}

function templateFile(name: string): string {
  return join(import.meta.dirname, 'templates', `${name}.hbs`)
}

/** Handlebars escapes more characters than Django: so every text is escaped Django's way beforehand. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return new Handlebars.SafeString(escapeHtml(value))
  if (Array.isArray(value)) return value.map(escaped)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]))
  return value
}
