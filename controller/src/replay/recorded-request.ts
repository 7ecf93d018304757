import { isRecord, pairsOf } from './fields.ts'

/** A request as a recording has it. */
export interface RecordedRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** As the client named it; null where the recording does not tell. */
  readonly host: string | null
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** The request that an entry of JSON tells of: an HTTP archive's, an example's, or a flat log entry's; null for none. */
export function requestOfEntry(entry: unknown): RecordedRequest | null {
  if (!isRecord(entry)) return null
  const { request } = entry
  if (isRecord(request)) return requestOfFields(request)
  if (typeof request === 'string') return requestOfLine(request, hostIn(entry))
  return requestOfFields(entry)
}

/** `GET /path HTTP/1.1`, or null. */
export function requestOfLine(line: string, host: string | null): RecordedRequest | null {
  const [, method, address] = /^([A-Z]+) (\S+)(?: HTTP\/[\d.]+)?$/.exec(line) ?? []
  return method === undefined || address === undefined ? null : asked(method, address, host, [])
}

function requestOfFields(fields: Readonly<Record<string, unknown>>): RecordedRequest | null {
  const method = firstText(fields, ['method', 'request_method'])
  const address = firstText(fields, ['target', 'url', 'request_uri', 'originalUrl', 'uri', 'path'])
  if (method === undefined || address === undefined) return null
  return asked(method.toUpperCase(), address, hostIn(fields), pairsOf(fields['headers']))
}

function asked(
  method: string,
  address: string,
  host: string | null,
  headers: RecordedRequest['headers'],
): RecordedRequest | null {
  const named = headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? host
  if (address.startsWith('/')) return { method, target: address, host: named, headers }
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return null
  const { pathname, search, host: own } = new URL(address)
  return { method, target: pathname + search, host: own, headers }
}

function hostIn(fields: Readonly<Record<string, unknown>>): string | null {
  return firstText(fields, ['host', 'http_host']) ?? null
}

function firstText(fields: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  return names.map((name) => fields[name]).find((value) => typeof value === 'string')
}
