import { stripVTControlCharacters } from 'node:util'
import { tone } from './terminal.ts'

/** Rows under headings, aligned, two blanks between columns, nothing at the ends of lines. */
export function columns(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings.map((heading) => tone('head', heading.toUpperCase())), ...rows]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => width(line[column] ?? ''))))
  return lines
    .map((line) =>
      line.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join('  '),
    )
    .map((line) => line.trimEnd())
    .join('\n')
}

function width(cell: string): number {
  return stripVTControlCharacters(cell).length
}
