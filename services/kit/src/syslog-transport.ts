import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { hostname } from 'node:os'
import Transport from 'winston-transport'

const LOCAL0 = 16
const NOTICE = 5
const SEVERITIES: Readonly<Record<string, number>> = {
  critical: 2,
  error: 3,
  warning: 4,
  warn: 4,
  info: 6,
  debug: 7,
}
/** Bytes that may wait for a server that is slow or away; what is more is lost, and counted. */
const MOST_WAITING = 1_048_576
/** UDP carries no longer message. */
const LONGEST_DATAGRAM = 65_000
const AGAIN_AFTER_MS = 1000
const CONNECT_WITHIN_MS = 5000
const MESSAGE = Symbol.for('message')

export interface SyslogOptions {
  /** `udp://host:port` or `tcp://host:port`. */
  readonly url: string
  /** Who logs: the APP-NAME of each message. */
  readonly process: string
}

interface Link {
  /** False if the message is lost. */
  write(message: Buffer): boolean
  close(): void
}

interface LinkEvents {
  readonly onOpen: () => void
  /** Called at most once. */
  readonly onLost: () => void
}

/** Whether a text is a syslog server's address: `udp://host:port` or `tcp://host:port`. */
export function isSyslogUrl(text: string): boolean {
  return /^(?:udp|tcp):\/\/(?:[^/?#@:[\]]+|\[[0-9a-f:.]+\]):\d{1,5}$/i.test(text) && URL.canParse(text)
}

/**
 * Sends each line to a syslog server (RFC 5424; over TCP by octet counting, RFC 6587). A server that is slow or away
 * is waited for with a bounded memory: it never blocks the process, fails it, or keeps it from ending.
 */
export class SyslogTransport extends Transport {
  readonly #process: string
  readonly #connect: (events: LinkEvents) => Link
  readonly #host =
    hostname()
      .replaceAll(/[^\x21-\x7e]/g, '?')
      .slice(0, 255) || '-'
  #link: Link | null = null
  #isOpen = false
  #again: NodeJS.Timeout | null = null
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #lost = 0

  constructor({ url, process: name }: SyslogOptions) {
    super()
    const { protocol, hostname: host, port } = new URL(url)
    const open = protocol === 'udp:' ? openUdp : openTcp
    this.#process = name
    this.#connect = (events) => open(host.replaceAll(/[[\]]/g, ''), Number(port), events)
  }

  override log(info: Readonly<Record<string | symbol, unknown>>, next: () => void): void {
    this.#send(SEVERITIES[String(info['level'])] ?? NOTICE, String(info[MESSAGE]))
    next()
  }

  override close(): void {
    this.#link?.close()
    if (this.#again !== null) clearTimeout(this.#again)
  }

  #send(severity: number, line: string): void {
    const message = this.#messageOf(severity, line)
    if (this.#isOpen) {
      this.#tellLost()
      this.#write(message)
    } else if (this.#waitingBytes + message.length > MOST_WAITING) this.#lost++
    else {
      this.#waiting.push(message)
      this.#waitingBytes += message.length
      this.#open()
    }
  }

  #write(message: Buffer): void {
    if (this.#link?.write(message) !== true) this.#lost++
  }

  #open(): void {
    if (this.#link !== null || this.#again !== null) return
    this.#link = this.#connect({
      onOpen: () => {
        this.#isOpen = true
        const waiting = this.#waiting.splice(0)
        this.#waitingBytes = 0
        for (const message of waiting) this.#write(message)
      },
      onLost: () => {
        this.#isOpen = false
        this.#link = null
        this.#again = setTimeout(() => {
          this.#again = null
          this.#open()
        }, AGAIN_AFTER_MS).unref()
      },
    })
  }

  #tellLost(): void {
    if (this.#lost === 0) return
    const fields = {
      time: new Date().toISOString(),
      level: 'warning',
      message: 'log lines were lost on their way to syslog',
      process: this.#process,
      count: this.#lost,
    }
    const message = this.#messageOf(SEVERITIES['warning'] ?? NOTICE, JSON.stringify(fields))
    if (this.#link?.write(message) === true) this.#lost = 0
  }

  #messageOf(severity: number, line: string): Buffer {
    const priority = LOCAL0 * 8 + severity
    const head = `<${priority}>1 ${new Date().toISOString()} ${this.#host} ${this.#process} ${process.pid}`
    return Buffer.from(`${head} - - ${line}`)
  }
}

function openUdp(host: string, port: number, { onOpen, onLost }: LinkEvents): Link {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4').unref()
  let isLost = false
  const lose = (): void => {
    if (isLost) return
    isLost = true
    socket.close()
    onLost()
  }
  socket.on('connect', onOpen).on('error', lose)
  socket.connect(port, host)
  return {
    write(message) {
      if (isLost || message.length > LONGEST_DATAGRAM) return false
      // The server is away, or has moved to another address.
      socket.send(message, (error) => {
        if (error) lose()
      })
      return true
    },
    close: lose,
  }
}

function openTcp(host: string, port: number, { onOpen, onLost }: LinkEvents): Link {
  const socket = connect({ host, port, keepAlive: true, noDelay: true }).unref()
  socket.setTimeout(CONNECT_WITHIN_MS, () => socket.destroy())
  socket
    .on('connect', () => {
      socket.setTimeout(0)
      onOpen()
    })
    .on('error', () => undefined)
    // What a server says is nothing to us; unread, its farewell would not be seen either.
    .resume()
    .on('close', onLost)
  return {
    write(message) {
      if (!socket.writable || socket.writableLength + message.length > MOST_WAITING) return false
      socket.write(`${message.length} `)
      socket.write(message)
      return true
    },
    close: () => socket.destroy(),
  }
}
