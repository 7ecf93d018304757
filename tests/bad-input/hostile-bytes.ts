import type { RawRequest } from '../support/raw-http.ts'

/** Bytes for a socket, where a well-behaved client could not express what is meant. */
export interface HostileBytes extends RawRequest {
  readonly name: string
  /**
   * `refused`: 4xx. `cut`: 4xx, or the connection is closed while the client still floods it, has hung up, or asks
   * for a tunnel. `harmless`: servers may read it as a request after all; then any answer but a 5xx will do.
   */
  readonly outcome: 'refused' | 'cut' | 'harmless'
}

const HEADERS = 'Host: x\r\nConnection: close\r\n'
const FORM = 'Content-Type: application/x-www-form-urlencoded\r\n'
const PIECE = 16 * 1024
const MEGABYTES_10 = 10 * 1024 * 1024

/** What everybody's server meets on the open internet, all to one path. */
export function hostileBytes(path: string): readonly HostileBytes[] {
  return [...floods(path), ...brokenHeads(path), ...brokenBodies(path), ...oddities(path)]
}

const get = (path: string, headers: string): string => `GET ${path} HTTP/1.1\r\n${headers}\r\n`
const post = (path: string, headers: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\n${HEADERS}${headers}\r\n${body}`

function flood(head: string, tail: string): readonly string[] {
  return [head, ...Array.from({ length: MEGABYTES_10 / PIECE }, () => 'x'.repeat(PIECE)), tail]
}

function floods(path: string): readonly HostileBytes[] {
  const many = (count: number): string => Array.from({ length: count }, (_, at) => `A${at}: b\r\n`).join('')
  const long = 'x'.repeat(20_000)
  return [
    { name: 'a cookie of 20 kB', outcome: 'refused', pieces: [get(path, `${HEADERS}Cookie: a=${long}\r\n`)] },
    { name: 'an address of 20 kB', outcome: 'refused', pieces: [get(`${path}?a=${long}`, HEADERS)] },
    { name: '3000 headers', outcome: 'refused', pieces: [get(path, HEADERS + many(3000))] },
    {
      name: 'a cookie of 10 MB',
      outcome: 'cut',
      pieces: flood(`GET ${path} HTTP/1.1\r\n${HEADERS}Cookie: session=`, '\r\n\r\n'),
    },
    { name: 'an address of 10 MB', outcome: 'cut', pieces: flood('GET /', ` HTTP/1.1\r\n${HEADERS}\r\n`) },
    { name: 'a method of 10 MB', outcome: 'cut', pieces: flood('GET', ` / HTTP/1.1\r\n${HEADERS}\r\n`) },
  ]
}

function brokenHeads(path: string): readonly HostileBytes[] {
  const rows: readonly (readonly [string, string | Buffer])[] = [
    ['a NUL in the path', get(`${path}\0`, HEADERS)],
    ['a line break in the path', get(`${path}\rX`, HEADERS)],
    ['raw bytes in the path', get(`${path}\xc5\xbc`, HEADERS)],
    ['a NUL in a header', get(path, `${HEADERS}X-A: a\0b\r\n`)],
    ['a header name with a blank', get(path, `${HEADERS}X A: b\r\n`)],
    ['a blank before the colon', get(path, `${HEADERS}X-A : b\r\n`)],
    ['a header without a colon', get(path, `${HEADERS}XA\r\n`)],
    ['no Host', get(path, 'Connection: close\r\n')],
    ['a method in lower case', `get ${path} HTTP/1.1\r\n${HEADERS}\r\n`],
    ['an unknown method', `BREW ${path} HTTP/1.1\r\n${HEADERS}\r\n`],
    ['a target without a slash', `GET ?a HTTP/1.1\r\n${HEADERS}\r\n`],
    ['garbage', Buffer.from([0, 1, 2, 3, 255, 254, 13, 10, 13, 10])],
    ['a TLS greeting', Buffer.concat([Buffer.from('16030100a5010000a10303', 'hex'), Buffer.alloc(200, 7)])],
    ['an unmet expectation', post(path, 'Expect: the-unexpected\r\nContent-Length: 0\r\n', '')],
  ]
  return rows.map(([name, bytes]) => ({ name, outcome: 'refused', pieces: [bytes] }))
}

function brokenBodies(path: string): readonly HostileBytes[] {
  const rows: readonly (readonly [string, string, string])[] = [
    ['two lengths', 'Content-Length: 3\r\nContent-Length: 4\r\n', 'abcd'],
    ['a negative length', 'Content-Length: -1\r\n', ''],
    ['a length beyond all numbers', 'Content-Length: 99999999999999999999999\r\n', 'abc'],
    ['a length that is no number', 'Content-Length: many\r\n', 'abc'],
    ['a chunk without a size', 'Transfer-Encoding: chunked\r\n', 'ZZ\r\nabc\r\n0\r\n\r\n'],
    [
      'a chunk beyond all numbers',
      'Transfer-Encoding: chunked\r\n',
      'FFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n',
    ],
    ['a chunk longer than it says', 'Transfer-Encoding: chunked\r\n', '3\r\nabcdef\r\n0\r\n\r\n'],
    ['an unknown transfer encoding', 'Transfer-Encoding: rot13\r\n', 'abc'],
  ]
  return [
    ...rows.map(([name, headers, body]): HostileBytes => ({
      name,
      outcome: 'refused',
      pieces: [post(path, FORM + headers, body)],
    })),
    {
      name: 'a body shorter than it says',
      outcome: 'cut',
      pieces: [post(path, `${FORM}Content-Length: 100\r\n`, 'abc')],
      hangUp: true,
    },
    {
      name: 'a tunnel',
      outcome: 'cut',
      pieces: [`CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n`],
    },
    {
      name: 'HTTP/2 out of the blue',
      outcome: 'cut',
      pieces: ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
      hangUp: true,
    },
  ]
}

function oddities(path: string): readonly HostileBytes[] {
  const rows: readonly (readonly [string, string])[] = [
    [
      'both a length and chunks',
      post(path, 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    ],
    ['two Hosts', get(path, `Host: y\r\n${HEADERS}`)],
    ['a version of the future', `GET ${path} HTTP/9.9\r\n${HEADERS}\r\n`],
    ['a version of the past', `GET ${path}\r\n\r\n`],
    ['line feeds alone', `GET ${path} HTTP/1.1\nHost: x\nConnection: close\n\n`],
    ['a folded header', get(path, `${HEADERS}X-A: a\r\n b\r\n`)],
    ['TRACE', `TRACE ${path} HTTP/1.1\r\n${HEADERS}\r\n`],
    ['a target with a broken host', `GET http://[::1 HTTP/1.1\r\n${HEADERS}\r\n`],
    ['a target with a broken port', `GET http://x:99999999/ HTTP/1.1\r\n${HEADERS}\r\n`],
    ['a target that is a star', `GET * HTTP/1.1\r\n${HEADERS}\r\n`],
    ['line breaks in disguise', get('/a%0d%0aSet-Cookie:%20a=b', HEADERS)],
    ['a WebSocket', get(path, 'Host: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n')],
  ]
  return rows.map(([name, bytes]) => ({ name, outcome: 'harmless', pieces: [bytes] }))
}

/** Clients that take for ever, one byte a second. */
export function slowRequests(path: string): Readonly<Record<'heads' | 'bodies', RawRequest>> {
  const trickle = Array.from({ length: 60 }, () => 'x')
  return {
    heads: { pieces: [`GET ${path} HTTP/1.1\r\n${HEADERS}X-A: `, ...trickle], everyMs: 1000 },
    bodies: { pieces: [post(path, `${FORM}Content-Length: 1000\r\n`, ''), ...trickle], everyMs: 1000 },
  }
}
