/** A request in HTTP/1.1 for the host `h`, without a body, unless the headers announce one. */
export function ask(line: string, ...headers: readonly string[]): string {
  return `${[`${line} HTTP/1.1`, 'Host: h', ...headers].join('\r\n')}\r\n\r\n`
}

/** The same with a body of known length, all ASCII. */
export function send(line: string, body: string, ...headers: readonly string[]): string {
  return ask(line, `Content-Length: ${body.length}`, ...headers) + body
}

export const CHUNKED = 'Transfer-Encoding: chunked'
export const CLOSE = 'Connection: close'

export function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`
}
export const LAST_CHUNK = '0\r\n\r\n'
