import { HaproxyError } from '../errors.ts'

const NAME = /^[a-z0-9][a-z0-9-]*$/
const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?$/
const PLAIN = /^[\w./:@?=+-]+$/
const CONTROL = /\p{Cc}/u

/** One word of a configuration line, whatever it holds (configuration manual, 2.2 "Quoting and escaping"). */
export function word(text: string): string {
  if (CONTROL.test(text)) throw refused(text, 'holds a control character; leave it out')
  return PLAIN.test(text) ? text : quoted(text)
}

/** A text where HAProxy takes a log-format (configuration manual, 8.2.4), meant as it stands. */
export function literal(text: string): string {
  return word(text.replaceAll('%', '%%'))
}

/** What the statistics page says of a section. HAProxy puts it into the page as it is. */
export function description(text: string): string {
  const html = text.replace(/[^ -~]|[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 0};`)
  return `description ${quoted(html)}`
}

/** A name that becomes the name of a backend. */
export function checkedName(name: string): string {
  if (NAME.test(name)) return name
  throw refused(name, 'is no name; names are a-z, 0-9 and -')
}

/** A host with or without a port. */
export function checkedHost(host: string): string {
  if (HOST.test(host)) return host
  throw refused(host, 'is no host; write a name or an address, with or without a port')
}

/** A line of a map file, which knows no quotes. */
export function mapLine(key: string, value: string): string {
  if (/[\s\p{Cc}]/u.test(key) || key.startsWith('#'))
    throw refused(key, 'is no key of a map; leave out blanks and control characters')
  return `${key} ${value}`
}

/** A comment line. */
export function comment(text: string): string {
  return `# ${text.replace(/\p{Cc}/gu, ' ')}`
}

/** The lines of a section below its head. */
export function section(head: string, lines: readonly string[]): string {
  return [head, ...lines.map((line) => `    ${line}`), ''].join('\n')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function refused(text: string, why: string): HaproxyError {
  return new HaproxyError('ERR_HAPROXY_CONFIG', `${JSON.stringify(text)}: ${why}`)
}
