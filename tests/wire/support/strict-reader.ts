/** A request as an upstream read it, byte for byte (latin1). */
export interface Read {
  readonly method: string
  readonly target: string
  readonly version: string
  /** Header lines in order, names as they were spelt. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  body: string
  /** Lines behind the last chunk. */
  trailers: readonly string[]
  isWhole: boolean
}

export interface ReaderEvents {
  readonly onHead: (read: Read) => void
  readonly onWhole: (read: Read) => void
  /** What came can be read in more than one way, or in none; nothing more is read. */
  readonly onViolation: (what: string) => void
}

type Step = (read: Read) => boolean

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\x21-\x7e\x80-\xff]+) (HTTP\/1\.[01])$/
const FIELD_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/

class Violation extends Error {}

/** Reads requests as strictly as RFC 9112 allows: where two servers could disagree, it complains instead. */
export class StrictReader {
  private readonly events: ReaderEvents
  private rest = ''
  private read: Read | null = null
  private step: Step | null = null
  private left = 0
  private isBroken = false

  constructor(events: ReaderEvents) {
    this.events = events
  }

  take(bytes: string): void {
    this.rest += bytes
    try {
      while (!this.isBroken && this.advance());
    } catch (error) {
      if (!(error instanceof Violation)) throw error
      this.isBroken = true
      this.events.onViolation(error.message)
    }
  }

  /** False where more bytes are needed. */
  private advance(): boolean {
    if (!this.read || !this.step) return this.readHead()
    return this.step(this.read)
  }

  private readHead(): boolean {
    const end = this.rest.indexOf('\r\n\r\n')
    if (end < 0) {
      // A head that never ends in the only way that it may.
      if (/\n\r?\n|\0/.test(this.rest)) throw new Violation(`no head: ${JSON.stringify(this.rest)}`)
      return false
    }
    const [first = '', ...lines] = this.rest.slice(0, end).split('\r\n')
    this.rest = this.rest.slice(end + 4)
    const [, method, target, version] = REQUEST_LINE.exec(first) ?? []
    if (!method || !target || !version) throw new Violation(`request line ${JSON.stringify(first)}`)
    const read = {
      method,
      target,
      version,
      headers: lines.map(fieldOf),
      body: '',
      trailers: [],
      isWhole: false,
    }
    this.read = read
    this.step = this.bodyOf(read)
    this.events.onHead(read)
    return true
  }

  private bodyOf({ headers, version }: Read): Step {
    const values = (name: string): readonly string[] =>
      headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value)
    const lengths = values('content-length')
    const codings = values('transfer-encoding')
    if (values('host').length !== 1) throw new Violation('not exactly one Host')
    if (lengths.length + codings.length > 1)
      throw new Violation(`lengths ${lengths.join()}, codings ${codings.join()}`)
    const [coding] = codings
    if (coding !== undefined) {
      if (coding.toLowerCase() !== 'chunked' || version === 'HTTP/1.0')
        throw new Violation(`coding ${coding}`)
      return this.readSize
    }
    const [length = '0'] = lengths
    if (!/^\d{1,15}$/.test(length)) throw new Violation(`length ${length}`)
    this.left = Number(length)
    return this.readLength
  }

  private readonly readLength: Step = (read) => {
    this.moveBody(read)
    return this.left === 0 ? this.finish(read) : false
  }

  private readonly readSize: Step = () => {
    const line = this.line()
    if (line === null) return false
    if (!/^[0-9A-Fa-f]{1,12}(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/.test(line))
      throw new Violation(`chunk size ${JSON.stringify(line)}`)
    this.left = parseInt(line, 16)
    this.step = this.left === 0 ? this.readTrailers : this.readChunk
    return true
  }

  private readonly readChunk: Step = (read) => {
    this.moveBody(read)
    if (this.left > 0 || this.rest.length < 2) return false
    if (!this.rest.startsWith('\r\n'))
      throw new Violation(`chunk end ${JSON.stringify(this.rest.slice(0, 2))}`)
    this.rest = this.rest.slice(2)
    this.step = this.readSize
    return true
  }

  private readonly readTrailers: Step = (read) => {
    const line = this.line()
    if (line === null) return false
    if (line === '') return this.finish(read)
    fieldOf(line)
    read.trailers = [...read.trailers, line]
    return true
  }

  private moveBody(read: Read): void {
    const taken = this.rest.slice(0, this.left)
    read.body += taken
    this.left -= taken.length
    this.rest = this.rest.slice(taken.length)
  }

  private line(): string | null {
    const end = this.rest.indexOf('\n')
    if (end < 0) return null
    if (this.rest[end - 1] !== '\r')
      throw new Violation(`bare LF: ${JSON.stringify(this.rest.slice(0, end + 1))}`)
    const line = this.rest.slice(0, end - 1)
    this.rest = this.rest.slice(end + 1)
    return line
  }

  private finish(read: Read): boolean {
    this.read = null
    this.step = null
    read.isWhole = true
    this.events.onWhole(read)
    return this.rest !== ''
  }
}

function fieldOf(line: string): readonly [string, string] {
  const [, name, value] = FIELD_LINE.exec(line) ?? []
  if (!name || value === undefined) throw new Violation(`field line ${JSON.stringify(line)}`)
  return [name, value]
}
