import { styleText } from 'node:util'

/** Where a command writes and what it may know of its surroundings. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** How many characters fit in a line; left out where it is no terminal. */
  readonly columns?: number | undefined
  /**
   * Gives what aborts when whoever sits there has seen enough; from then on that does not end the process by itself.
   * Default: nobody ever has.
   */
  readonly untilStopped?: () => AbortSignal
}

/** What a command found out: one of the two is shown. */
export interface Report {
  readonly json: unknown
  readonly text: string
}

export function show(
  terminal: Terminal,
  { json: asJson }: { readonly json?: boolean },
  report: Report,
): void {
  if (asJson === true) terminal.out(`${JSON.stringify(report.json, null, 2)}\n`)
  else if (report.text !== '') terminal.out(`${report.text}\n`)
}

export function warn(terminal: Terminal, warnings: readonly string[]): void {
  for (const warning of warnings) terminal.err(`strangler: warning: ${warning}\n`)
}

export type Tone = 'good' | 'bad' | 'notable' | 'dim' | 'head'

const FORMATS = { good: 'green', bad: 'red', notable: 'yellow', dim: 'dim', head: 'bold' } as const

/** Coloured on a terminal only (and never with NO_COLOR): styleText looks at stdout itself. */
export function tone(name: Tone, text: string): string {
  return styleText(FORMATS[name], text, { stream: process.stdout })
}
