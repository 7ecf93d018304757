import type { EdgeOptions } from '@strangler/haproxy'
import type { EdgeConfig } from '../config.ts'

/** An edge as the environment describes it, in a folder. */
export function edgeOptions(directory: string, config: EdgeConfig): EdgeOptions {
  return {
    directory,
    host: config.EDGE_HOST,
    port: config.EDGE_PORT,
    certificates: config.EDGE_CERTIFICATES,
    redirectPort: config.EDGE_REDIRECT_PORT,
    statsHost: config.STATS_HOST,
    statsPort: config.STATS_PORT,
    pinKey: config.PIN_KEY,
    proxy: config.PROXY_ADDRESS,
    syslogUrl: config.EDGE_SYSLOG_URL,
  }
}
