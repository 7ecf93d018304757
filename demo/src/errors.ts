export type DemoErrorCode =
  | 'ERR_DEMO_CONFIG'
  | 'ERR_DEMO_PROCESS_DIED'
  | 'ERR_DEMO_PROCESS_NOT_READY'
  | 'ERR_DEMO_DATABASE'
  | 'ERR_DEMO_PLAN'
  | 'ERR_DEMO_CONTROLLER'
  | 'ERR_DEMO_LEGACY'

/** A fault of the worked example's own machinery; `message` says what, where and how to mend it. */
export class DemoError extends Error {
  readonly code: DemoErrorCode

  constructor(code: DemoErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DemoError'
    this.code = code
  }
}
