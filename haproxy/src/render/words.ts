import { HaproxyError } from '../errors.ts'

const NAME = /^[a-z0-9][a-z0-9-]*$/
const CONTROL = /\p{Cc}/u

/** One word of a configuration line, whatever it holds (configuration manual, 2.2 "Quoting and escaping"). */
export function quoted(text: string): string {
  if (CONTROL.test(text))
    throw new HaproxyError(
      'ERR_HAPROXY_CONFIG',
      `${JSON.stringify(text)}: holds a control character; leave it out`,
    )
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** A name that becomes the name of a backend. */
export function checkedName(name: string): string {
  if (NAME.test(name)) return name
  throw new HaproxyError(
    'ERR_HAPROXY_CONFIG',
    `${JSON.stringify(name)}: is no name; names are a-z, 0-9 and -`,
  )
}

/** A comment line. */
export function comment(text: string): string {
  return `# ${text.replace(/\p{Cc}/gu, ' ')}`
}

/** The lines of a section below its head. */
export function section(head: string, lines: readonly string[]): string {
  return [head, ...lines.map((line) => `    ${line}`), ''].join('\n')
}
