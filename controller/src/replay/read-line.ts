import { requestOfEntry, requestOfLine, type RecordedRequest } from './recorded-request.ts'

// Common and combined log format (httpd's mod_log_config, nginx), with what may be added behind.
const COMBINED = /^\S+ \S+ .*?\[[^\]]+\] "((?:[^"\\]|\\.)*)" \d{3} \S+/
// HAProxy's option httplog (configuration manual, 8.2.3): the request line comes last.
const HAPROXY =
  /\[\d+\/\w+\/\d+:[\d:.]+\] \S+ \S+ [-+\d/]+ -?\d{1,3} \+?\d+ \S+ \S+ \S{4} [\d/+]+ [\d/]+(?: \{([^}]*)\})?(?: \{[^}]*\})? "(.*)"$/

/** The request that a line tells of: JSON, an access log's, or HAProxy's; null where nobody can read it. */
export function readRecordedLine(line: string): RecordedRequest | null {
  if (line.startsWith('{')) return requestOfEntry(parsed(line))
  const [, captured, asked] = HAPROXY.exec(line) ?? []
  if (asked !== undefined) return requestOfLine(asked, hostOf(captured))
  const [, request] = COMBINED.exec(line) ?? []
  return request === undefined ? null : requestOfLine(request, null)
}

/** Which headers are captured is the edge's own affair; by custom the host comes first. */
function hostOf(captured = ''): string | null {
  const [first = ''] = captured.split('|')
  return /^[\w-]+(?:\.[\w-]+)+(?::\d+)?$/.test(first) ? first : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
