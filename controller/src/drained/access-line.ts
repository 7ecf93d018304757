/** A request as an access log tells of it. */
export interface LoggedRequest {
  readonly client: string
  readonly agent: string
  readonly method: string
  /** Path and query, as they were asked for. */
  readonly target: string
  readonly at: Date | null
}

/** `none`: the line tells of no request; `unreadable`: nobody knows what it tells of. */
export type AccessLine = LoggedRequest | 'none' | 'unreadable'

// Common and combined log format (httpd's mod_log_config, nginx), with what may be added behind.
const COMBINED =
  /^(\S+) \S+ .*?\[([^\]]+)\] "((?:[^"\\]|\\.)*)" \d{3} \S+(?: "(?:[^"\\]|\\.)*" "((?:[^"\\]|\\.)*)")?/
const REQUEST_LINE = /^([A-Z]+) (\S+)(?: HTTP\/\S+)?$/
const CLF_TIME = /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/
const LONGEST = 300

/** Names under which programs log the same, the first that is there counts. */
const NAMES = {
  client: [
    'remote_addr',
    'remoteAddr',
    'remoteAddress',
    'client',
    'client_ip',
    'clientIp',
    'ip',
    'remote_ip',
  ],
  agent: ['http_user_agent', 'user_agent', 'userAgent', 'user-agent', 'agent'],
  method: ['request_method', 'method'],
  target: ['request_uri', 'originalUrl', 'uri', 'url', 'path', 'target'],
  request: ['request'],
  at: ['time_iso8601', 'time', 'timestamp', '@timestamp', 'ts', 'at'],
} as const

/** Reads a line of an access log, of the combined format or one JSON object. */
export function readAccessLine(line: string): AccessLine {
  const text = line.trim()
  if (text === '') return 'none'
  return text.startsWith('{') ? readJson(text) : readCombined(text)
}

function readCombined(text: string): AccessLine {
  const [, client, time = '', request = '', agent = ''] = COMBINED.exec(text) ?? []
  if (client === undefined) return 'unreadable'
  const [, method = '?', target = request] = REQUEST_LINE.exec(request) ?? []
  return requestOf({ client, agent, method, target, at: timeOf(time) })
}

function readJson(text: string): AccessLine {
  let fields: Readonly<Record<string, unknown>>
  try {
    fields = JSON.parse(text) as Readonly<Record<string, unknown>>
  } catch {
    return 'unreadable'
  }
  const field = (name: keyof typeof NAMES): string | undefined => {
    const key = NAMES[name].find((each) => ['string', 'number'].includes(typeof fields[each]))
    return key === undefined ? undefined : String(fields[key])
  }
  const [, lineMethod, lineTarget] = REQUEST_LINE.exec(field('request') ?? '') ?? []
  const method = lineMethod ?? field('method')
  const target = lineTarget ?? field('target')
  // Programs log other things too.
  if (method === undefined || target === undefined) return 'none'
  const [client = '', agent = ''] = [field('client'), field('agent')]
  return requestOf({ client, agent, method, target, at: timeOf(field('at') ?? '') })
}

function requestOf({ client, agent, method, target, at }: LoggedRequest): LoggedRequest {
  return {
    client: shown(client),
    agent: shown(agent === '-' ? '' : agent),
    method,
    target: shown(target),
    at,
  }
}

/** What strangers wrote, as it may be stored and shown. */
function shown(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '?').slice(0, LONGEST)
}

function timeOf(text: string): Date | null {
  const [, day, month, year, time, hours, minutes] = CLF_TIME.exec(text) ?? []
  const numeric = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN
  const at =
    year === undefined
      ? new Date(Number.isNaN(numeric) ? text : numeric < 1e11 ? numeric * 1000 : numeric)
      : new Date(`${day} ${month} ${year} ${time} GMT${hours}${minutes}`)
  return Number.isNaN(at.getTime()) ? null : at
}
