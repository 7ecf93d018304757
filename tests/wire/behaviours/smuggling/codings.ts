import type { Attack } from '../../support/attack.ts'

type Row = readonly [name: string, lines: string, taken?: Attack['taken'], besideLength?: Attack['taken']]

/** Beside a length, the edge goes by the chunks that it sees, drops the length and closes (RFC 9112 6.3). */
const SEEN = { edge: 'one', proxy: 400 } as const
/** RFC 9112 6.1: what is not understood is answered 501; the edge knows it for an error of the client's. */
const UNKNOWN = { edge: 422, proxy: 501 } as const
const UNKNOWN_BESIDE = { edge: 422, proxy: 400 } as const
const NO_CODING = { edge: 400, proxy: 501 } as const

const ROWS: readonly Row[] = [
  ['a blank before the colon', 'Transfer-Encoding : chunked'],
  ['a tab before the colon', 'Transfer-Encoding\t: chunked'],
  ['a blank before the name', ' Transfer-Encoding: chunked'],
  ['a line feed before the name', 'X-A: a\nTransfer-Encoding: chunked', SEEN],
  ['a carriage return before the name', 'X-A: a\rTransfer-Encoding: chunked'],
  ['a folded value', 'Transfer-Encoding:\r\n chunked', SEEN],
  ['a letter too many', 'Transfer-Encoding: xchunked', NO_CODING, 400],
  ['a vertical tab', 'Transfer-Encoding: \x0bchunked'],
  ['a NUL', 'Transfer-Encoding: chunked\0'],
  ['quotes', 'Transfer-Encoding: "chunked"', NO_CODING, 400],
  ['a parameter', 'Transfer-Encoding: chunked;q=1', NO_CODING, 400],
  ['nothing in it', 'Transfer-Encoding:'],
  ['a coding behind it', 'Transfer-Encoding: chunked, identity'],
  ['a coding before it', 'Transfer-Encoding: gzip, chunked', UNKNOWN, UNKNOWN_BESIDE],
  ['itself behind it', 'Transfer-Encoding: chunked, chunked'],
  [
    'another line before it',
    'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked',
    UNKNOWN,
    UNKNOWN_BESIDE,
  ],
  ['another line behind it', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: x'],
  ['the same line behind it', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked'],
]

/** Chunks that are announced in disguise, so that some servers see them and others do not. */
export const hiddenCodings: readonly Attack[] = [
  ...ROWS.flatMap(([name, lines, taken = 400, besideLength = taken]): Attack[] => [
    {
      name: `chunked with ${name}, beside a length`,
      rule: 'RFC 9112 6.1',
      bytes: (path, poison) =>
        `POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: ${5 + poison.length}\r\n${lines}\r\n\r\n0\r\n\r\n${poison}`,
      taken: besideLength,
    },
    {
      name: `chunked with ${name}`,
      rule: 'RFC 9112 6.1',
      bytes: (path, poison) =>
        `POST ${path} HTTP/1.1\r\nHost: h\r\n${lines}\r\n\r\n${poison.length.toString(16)}\r\n${poison}\r\n0\r\n\r\n`,
      taken,
    },
  ]),
  {
    name: 'chunked in capitals behind a tab',
    rule: 'RFC 9112 7',
    bytes: (path, poison) =>
      `POST ${path} HTTP/1.1\r\nHost: h\r\nTRANSFER-ENCODING:\tCHUNKED\r\n\r\n${poison.length.toString(16)}\r\n${poison}\r\n0\r\n\r\n`,
    taken: 'one',
  },
  {
    name: 'chunked in HTTP/1.0',
    rule: 'RFC 9112 6.1',
    bytes: (path, poison) =>
      `POST ${path} HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${poison}`,
    taken: 400,
  },
]
