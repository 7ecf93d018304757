import type { Attack } from '../../support/attack.ts'

type Body = (poison: string) => string

const chunked = (name: string, body: Body, taken: Attack['taken'] = 400): Attack => ({
  name,
  rule: 'RFC 9112 7.1',
  bytes: (path, poison) =>
    `POST ${path} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${body(poison)}`,
  taken,
})
/** A size that some servers read as 1 and others in another way. */
const size = (name: string, line: string, taken?: Attack['taken']): Attack =>
  chunked(`a chunk size ${name}`, (poison) => `${line}\r\nx\r\n0\r\n\r\n${poison}`, taken)
const extension = (name: string, text: string, taken?: Attack['taken']): Attack =>
  chunked(
    `a chunk extension ${name}`,
    (poison) => `${poison.length.toString(16)};${text}\r\n${poison}\r\n0\r\n\r\n`,
    taken,
  )

/** What the edge takes for the end of a line, it writes anew; so every reader behind it sees the same chunks. */
const LINE_FEEDS = { edge: 'two', proxy: 400 } as const

export const brokenChunks: readonly Attack[] = [
  size('that is empty', ''),
  size('that is no number', 'one'),
  size('in the style of C', '0x1'),
  size('below zero', '-1'),
  size('with a plus', '+1'),
  size('behind a blank', ' 1'),
  size('beyond 32 bits', '100000001', 'endless'),
  size('beyond 64 bits', '10000000000000001'),
  size('that ends in a NUL', '1\0'),
  chunked('a chunk size that ends in a line feed', (poison) => `1\nx\r\n0\r\n\r\n${poison}`, LINE_FEEDS),
  chunked('a chunk size that ends in a carriage return', (poison) => `1\rx\r\n0\r\n\r\n${poison}`),
  chunked('a chunk that ends in a line feed', (poison) => `1\r\nx\n0\r\n\r\n${poison}`, LINE_FEEDS),
  chunked('a chunk that ends in something else', (poison) => `1\r\nxYZ0\r\n\r\n${poison}`),
  chunked('a chunk that is longer than it says', (poison) => `1\r\nxyz\r\n0\r\n\r\n${poison}`),
  chunked('a last chunk that ends in a line feed', (poison) => `1\r\nx\r\n0\n\n${poison}`, LINE_FEEDS),
  extension('with a value', 'a=b', 'one'),
  extension('in quotes', 'a="b;c"', 'one'),
  extension('with a line feed in it', `a\n0\r\n\r\n`),
  extension('with a carriage return in it', `a\r0`),
  extension('with a NUL in it', 'a\0b', { edge: 'one', proxy: 400 }),
]
