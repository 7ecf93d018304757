import type { ExampleAnswer } from '../../http/comparison-schemas.ts'
import { tone } from '../terminal.ts'
import { printable } from './printable.ts'
import { sideBySide } from './side-by-side.ts'

type Side = ExampleAnswer['legacy']

/** A pair of answers: the request, where they differ, and the lines around that. */
export function exampleText(example: ExampleAnswer, width: number): string {
  const { request, route, at, against, legacy, candidate, differences } = example
  const other = against === 'legacy' ? 'legacy again' : 'candidate'
  return [
    `${tone('head', `${request.method} ${printable(request.target)}`)}  route ${route}, ${at}`,
    `legacy answered ${legacy.status} in ${ms(legacy)}, ${other} ${candidate.status} in ${ms(candidate)}`,
    ...(example.partial
      ? [tone('notable', 'the end of a body is missing, so only a part was compared')]
      : []),
    '',
    ...differences.flatMap(({ kind, place, note, legacy: mine, candidate: yours }) => [
      `${tone('notable', kind)} at ${printable(place)}${note === null ? '' : ` (${printable(note)})`}`,
      ...valueLines('legacy', 'bad', mine),
      ...valueLines(other, 'good', yours),
    ]),
    ...(example.more ? [tone('dim', 'and more')] : []),
    ...part('headers', headerLines(legacy), headerLines(candidate), width),
    ...part('body', bodyLines(legacy), bodyLines(candidate), width),
  ].join('\n')
}

function ms({ durationMs }: Side): string {
  return `${durationMs.toFixed(0)} ms`
}

function valueLines(who: string, how: 'good' | 'bad', value: string | null): readonly string[] {
  return [`  ${who}: ${value === null ? tone('dim', 'nothing') : tone(how, printable(value))}`]
}

function headerLines({ headers }: Side): readonly string[] {
  return headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).toSorted()
}

function bodyLines({ headers, body }: Side): readonly string[] {
  if (body === null) return ['(bytes that are no text)']
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return (/json/i.test(type) ? indented(body) : body.replaceAll('><', '>\n<')).split('\n')
}

/** JSON comes in one line, in which nobody finds anything. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function part(
  title: string,
  legacy: readonly string[],
  candidate: readonly string[],
  width: number,
): readonly string[] {
  const lines = sideBySide(legacy, candidate, width)
  return lines.length === 0 ? [] : ['', tone('head', title), ...lines]
}
