/** Name of the source that legacy's own access log is. */
export const ACCESS_LOG = 'access log'
