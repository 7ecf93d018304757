export type BenchErrorCode =
  'ERR_BENCH_CONFIG' | 'ERR_BENCH_MACHINE' | 'ERR_BENCH_CONTESTANT' | 'ERR_BENCH_LOAD' | 'ERR_BENCH_STOPPED'

/** Why something could not be measured; `message` says where, what and how to mend it. */
export class BenchError extends Error {
  readonly code: BenchErrorCode

  constructor(code: BenchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BenchError'
    this.code = code
  }
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
