/** A reply with one final answer, read off its bytes. */
export interface Reply {
  /** Of interim answers, then of the final one. */
  readonly statuses: readonly number[]
  /** Names in lower case, values in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** As it came, with its chunks where it has any. */
  readonly raw: string
  /** What the chunks hold, or the rest of the connection. */
  readonly body: string
  /** Whether a client could take the body for complete, other than by the end of the connection. */
  readonly isComplete: boolean
  readonly trailers: readonly string[]
}

const HEAD = /^HTTP\/1\.[01] (\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/

/** @throws TypeError where no head is complete. */
export function readReply(bytes: string): Reply {
  const statuses: number[] = []
  let rest = bytes
  for (;;) {
    const [whole, status, lines] = HEAD.exec(rest) ?? []
    if (whole === undefined || lines === undefined) throw new TypeError(`no answer: ${JSON.stringify(rest)}`)
    statuses.push(Number(status))
    rest = rest.slice(whole.length)
    if (Number(status) >= 200) return { statuses, ...readBody(rest, headersOf(lines)) }
  }
}

function readBody(rest: string, headers: Reply['headers']): Omit<Reply, 'statuses'> {
  const framed = headers.get('transfer-encoding')?.[0] === 'chunked' ? dechunk(rest) : byLength(rest, headers)
  return { headers, raw: rest, ...framed }
}

type Framed = Pick<Reply, 'body' | 'isComplete' | 'trailers'>

function headersOf(lines: string): ReadonlyMap<string, readonly string[]> {
  const pairs = lines.split('\r\n').filter(Boolean)
  const byName = Map.groupBy(pairs, (line) => line.slice(0, line.indexOf(':')).toLowerCase())
  return new Map(
    [...byName].map(([name, all]) => [name, all.map((line) => line.slice(line.indexOf(':') + 1).trim())]),
  )
}

function byLength(body: string, headers: ReadonlyMap<string, readonly string[]>): Framed {
  const length = headers.get('content-length')?.[0]
  return { body, isComplete: length !== undefined && body.length >= Number(length), trailers: [] }
}

function dechunk(raw: string): Framed {
  let body = ''
  for (let rest = raw; ;) {
    const size = /^([0-9a-f]+)\r\n/i.exec(rest)
    if (!size) return { body, isComplete: false, trailers: [] }
    const length = parseInt(size[1] ?? '', 16)
    const from = size[0].length
    if (length === 0) {
      const lines = rest.slice(from).split('\r\n')
      return { body, isComplete: lines.includes(''), trailers: lines.slice(0, lines.indexOf('')) }
    }
    body += rest.slice(from, from + length)
    rest = rest.slice(from + length + 2)
  }
}
