import type { Attack } from '../../support/attack.ts'

const post = (path: string, headers: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: h\r\n${headers}\r\n${body}`

/** A length that some servers read and others do not, and the poison behind what it may span. */
const odd = (name: string, value: string, taken: Attack['taken'] = 400): Attack => ({
  name: `a length ${name}`,
  rule: 'RFC 9112 6.3',
  bytes: (path, poison) => post(path, `Content-Length: ${value}\r\n`, `x${poison}`),
  taken,
})

/** RFC 9112 6.3: a server may refuse both together, or go by the chunks, drop the length and close. */
const CHUNKS_COUNT = { edge: 'one', proxy: 400 } as const
/** RFC 9110 8.6: equal lengths may be refused, or be said once. */
const SAID_ONCE = { edge: 'one', proxy: 400 } as const

export const ambiguousLengths: readonly Attack[] = [
  {
    name: 'a length that spans more than the chunks beside it',
    rule: 'RFC 9112 6.3',
    bytes: (path, poison) =>
      post(
        path,
        `Content-Length: ${5 + poison.length}\r\nTransfer-Encoding: chunked\r\n`,
        `0\r\n\r\n${poison}`,
      ),
    taken: CHUNKS_COUNT,
  },
  {
    name: 'a length that ends within the chunks named before it',
    rule: 'RFC 9112 6.3',
    bytes: (path, poison) =>
      post(
        path,
        'Transfer-Encoding: chunked\r\nContent-Length: 4\r\n',
        `${poison.length.toString(16)}\r\n${poison}\r\n0\r\n\r\n`,
      ),
    taken: CHUNKS_COUNT,
  },
  {
    name: 'a second length that differs',
    rule: 'RFC 9112 6.3',
    bytes: (path, poison) =>
      post(path, `Content-Length: 1\r\nContent-Length: ${1 + poison.length}\r\n`, `x${poison}`),
    taken: 400,
  },
  {
    name: 'a second length that says the same',
    rule: 'RFC 9110 8.6',
    bytes: (path, poison) => {
      const length = `Content-Length: ${poison.length}\r\n`
      return post(path, length + length, poison)
    },
    taken: SAID_ONCE,
  },
  {
    name: 'a list of equal lengths',
    rule: 'RFC 9110 8.6',
    bytes: (path, poison) => post(path, `Content-Length: ${poison.length},${poison.length}\r\n`, poison),
    taken: SAID_ONCE,
  },
  odd('that is a list of two', '1, 2'),
  odd('with a plus', '+1'),
  odd('below zero', '-1'),
  odd('in hexadecimal', '0x1'),
  odd('with a fraction', '1.0'),
  odd('with a blank in it', '1 0'),
  odd('that ends in a vertical tab', '1\x0b'),
  odd('that is empty', ''),
  odd('that is 1 to who counts modulo 2^64', '18446744073709551617'),
  odd('beyond all numbers', '99999999999999999999'),
  {
    name: 'a length between blanks',
    rule: 'RFC 9110 5.5',
    bytes: (path, poison) => post(path, `Content-Length: \t ${poison.length} \t\r\n`, poison),
    taken: 'one',
  },
  {
    name: 'a length of GET',
    rule: 'RFC 9110 9.3.1',
    bytes: (path, poison) =>
      `GET ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: ${poison.length}\r\n\r\n${poison}`,
    taken: 'one',
  },
]
