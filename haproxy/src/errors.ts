export type HaproxyErrorCode = 'ERR_HAPROXY_UNREACHABLE' | 'ERR_HAPROXY_REFUSED' | 'ERR_HAPROXY_CONFIG'

/**
 * Why the edge could not be told or read. UNREACHABLE: nothing is known of its state. REFUSED: it is well, and did
 * not do what it was told. CONFIG: the table cannot be served; what ran before still runs.
 */
export class HaproxyError extends Error {
  readonly code: HaproxyErrorCode

  constructor(code: HaproxyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'HaproxyError'
    this.code = code
  }
}
