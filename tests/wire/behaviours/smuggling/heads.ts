import type { Attack } from '../../support/attack.ts'

type Row = readonly [name: string, rule: string, head: (path: string) => string, taken?: Attack['taken']]

const header = (name: string, rule: string, line: string, taken?: Attack['taken']): Row => [
  name,
  rule,
  (path) => `GET ${path} HTTP/1.1\r\nHost: h\r\n${line}\r\n\r\n`,
  taken ?? 400,
]

/** RFC 9112 2.2, 3 and 5.2: a server may be lenient. The edge writes anew what it read. */
const NORMALISED = { edge: 'two', proxy: 400 } as const

const ROWS: readonly Row[] = [
  [
    'a request line that ends in a line feed',
    'RFC 9112 2.2',
    (path) => `GET ${path} HTTP/1.1\nHost: h\r\n\r\n`,
    NORMALISED,
  ],
  ['a head of line feeds alone', 'RFC 9112 2.2', (path) => `GET ${path} HTTP/1.1\nHost: h\n\n`, NORMALISED],
  [
    'a header that ends in a line feed',
    'RFC 9112 2.2',
    (path) => `GET ${path} HTTP/1.1\r\nHost: h\nX-A: a\r\n\r\n`,
    NORMALISED,
  ],
  [
    'a header that ends in a carriage return',
    'RFC 9112 2.2',
    (path) => `GET ${path} HTTP/1.1\r\nHost: h\rX-A: a\r\n\r\n`,
  ],
  header('a carriage return in a value', 'RFC 9110 5.5', 'X-A: a\rb'),
  header('a NUL in a value', 'RFC 9110 5.5', 'X-A: a\0b'),
  header('a folded header', 'RFC 9112 5.2', 'X-A: a\r\n b', NORMALISED),
  header('a blank in a name', 'RFC 9112 5.1', 'X A: b'),
  header('a blank before the colon', 'RFC 9112 5.1', 'X-A : b'),
  header('a tab in a name', 'RFC 9112 5.1', 'X\tA: b'),
  header('a NUL in a name', 'RFC 9112 5.1', 'X\0A: b'),
  header('a byte beyond ASCII in a name', 'RFC 9112 5.1', 'X\xe9: b'),
  header('a header without a name', 'RFC 9112 5.1', ': b'),
  header('a header without a colon', 'RFC 9112 5', 'X-A'),
  header('a second Host', 'RFC 9112 3.2', 'Host: evil'),
  ['no Host', 'RFC 9112 3.2', (path) => `GET ${path} HTTP/1.1\r\n\r\n`],
  [
    'a blank before the first header',
    'RFC 9112 2.2',
    (path) => `GET ${path} HTTP/1.1\r\n X-A: a\r\nHost: h\r\n\r\n`,
  ],
  ['a blank in the target', 'RFC 9112 3.2', (path) => `GET ${path} x HTTP/1.1\r\nHost: h\r\n\r\n`],
  ['a tab before the target', 'RFC 9112 3', (path) => `GET\t${path} HTTP/1.1\r\nHost: h\r\n\r\n`, NORMALISED],
  ['a NUL in the target', 'RFC 9112 3.2', (path) => `GET ${path}\0 HTTP/1.1\r\nHost: h\r\n\r\n`],
  ['a colon in the method', 'RFC 9110 9.1', (path) => `GE:T ${path} HTTP/1.1\r\nHost: h\r\n\r\n`],
  ['HTTP/0.9', 'RFC 9112 A.1.1', (path) => `GET ${path}\r\n`],
  ['HTTP/9.9', 'RFC 9112 2.3', (path) => `GET ${path} HTTP/9.9\r\nHost: h\r\n\r\n`, NORMALISED],
  ['a version with a blank', 'RFC 9112 2.3', (path) => `GET ${path} HTTP/1. 1\r\nHost: h\r\n\r\n`],
]

/** Heads that some servers end, split or read elsewhere than others, each with the poison behind it. */
export const ambiguousHeads: readonly Attack[] = ROWS.map(([name, rule, head, taken = 400]) => ({
  name,
  rule,
  bytes: (path, poison) => head(path) + poison,
  taken,
}))
