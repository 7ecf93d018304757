import { BenchError } from './errors.ts'

/** How much is measured. */
export interface Config {
  /** Length of one sample. */
  readonly seconds: number
  /** Samples of each contestant in the main mode; the other modes take two fifths of them, at least one. */
  readonly rounds: number
  /** What is measured at all, by `mode/contestant` or `suite/name`. */
  readonly only: RegExp
  /** Where programs are looked for: Debian keeps haproxy and nginx where only root's PATH leads. */
  readonly path: string
  /** What was typed to get this run. */
  readonly command: string
}

const NAMES = ['BENCH_SECONDS', 'BENCH_ROUNDS', 'BENCH_ONLY'] as const

/** Reads `BENCH_SECONDS`, `BENCH_ROUNDS` and `BENCH_ONLY`; throws BenchError with every fault. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = []
  const number = (name: (typeof NAMES)[number], preset: number, most: number): number => {
    const value = Number(env[name] || preset)
    if (!Number.isInteger(value) || value < 1 || value > most)
      faults.push(
        `${name}: "${env[name] ?? ''}" is no whole number from 1 to ${most}; leave it out or mend it`,
      )
    return value
  }
  const config = {
    seconds: number('BENCH_SECONDS', 2, 60),
    rounds: number('BENCH_ROUNDS', 5, 50),
    only: expression(env['BENCH_ONLY'] ?? '', faults),
    path: `${env['PATH'] ?? ''}:/usr/sbin`,
    command: [...NAMES.flatMap((name) => (env[name] ? [`${name}='${env[name]}'`] : [])), 'make bench'].join(
      ' ',
    ),
  }
  if (faults.length > 0) throw new BenchError('ERR_BENCH_CONFIG', faults.join('\n'))
  return config
}

function expression(text: string, faults: string[]): RegExp {
  try {
    return new RegExp(text)
  } catch {
    faults.push(`BENCH_ONLY: "${text}" is no regular expression; try main/(haproxy|edge)`)
    return /(?:)/
  }
}
