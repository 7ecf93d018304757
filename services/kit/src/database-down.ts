/** Node's network errors that mean: no conversation with the server. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
])

/** PostgreSQL, appendix A: what passes or is the operator's to mend, never the request's fault. */
const SQLSTATES = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '57014', // query_canceled: our statement timeout
  '53300', // too_many_connections
  '53200', // out_of_memory
  '53100', // disk_full
  '55P03', // lock_not_available: our lock timeout
  '25006', // read_only_sql_transaction: a standby after a failover
  '25P03', // idle_in_transaction_session_timeout
  '3D000', // invalid_catalog_name
])

/** What pg and pg-pool throw without a code. */
const MESSAGES = [
  /^Connection terminated/,
  /timeout exceeded when trying to connect/,
  /^Query read timeout/,
  /connection error and is not queryable/,
]

/** Whether the fault is that the database cannot serve now (→ 503), rather than the statement (→ 500). */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (SQLSTATES.has(code) || code.startsWith('08') || code.startsWith('28')) return true
  if (NETWORK.has(code) && isFromConnecting(error)) return true
  return MESSAGES.some((pattern) => pattern.test(error.message))
}

/** `ENOENT` is a missing socket file only when it comes from connecting; else it is any missing file. */
function isFromConnecting(error: Error): boolean {
  if (!('code' in error) || error.code !== 'ENOENT') return true
  return 'syscall' in error && error.syscall === 'connect'
}
