import type { HeaderEdits } from '@strangler/migration-plan'
import type { RecordedRequest } from './recorded-request.ts'
import type { Headers } from './side-client.ts'

/** Of the connection, or of a cache of the client's, which would only be told that nothing changed. */
const DROPPED = new Set(
  (
    'connection keep-alive proxy-connection te trailer transfer-encoding upgrade expect content-length host ' +
    'if-match if-none-match if-modified-since if-unmodified-since if-range'
  ).split(' '),
)
/** Stands where a recording was made without its secrets. */
const REDACTED = '[redacted]'
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** What both sides are sent: the recorded headers, edited as the plan edits those of users, and `extra` in their place. */
export function headersFor(
  { host, headers: recorded }: RecordedRequest,
  { set, remove }: HeaderEdits,
  extra: Headers,
): { readonly host: string | null; readonly headers: Headers } {
  const replaced = new Set([...Object.keys(set), ...remove, ...extra.map(([name]) => name.toLowerCase())])
  const kept = recorded.filter(([name, value]) => {
    const lower = name.toLowerCase()
    const isUsable = NAME.test(name) && VALUE.test(value) && !value.includes(REDACTED)
    return isUsable && !DROPPED.has(lower) && !lower.startsWith('x-strangler-') && !replaced.has(lower)
  })
  const given = extra.filter(([name]) => name.toLowerCase() !== 'host')
  const [, named = host] = extra.find(([name]) => name.toLowerCase() === 'host') ?? []
  const taken = new Set(given.map(([name]) => name.toLowerCase()))
  const edited = Object.entries(set).filter(([name]) => name !== 'host' && !taken.has(name))
  return { host: named, headers: [...kept, ...edited, ...given] }
}
