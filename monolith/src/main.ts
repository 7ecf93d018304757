import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'
import { createLog } from './log/log.ts'

const STOP_WITHIN_MS = 10_000
/** Longer than a proxy in front keeps an idle connection: so the proxy closes first and no request meets a closing one. */
const KEEP_ALIVE_MS = 75_000

const config = readConfig()
const log = createLog(config.syslogUrl)
const db = openDatabase(config.databaseUrl, ({ message }) =>
  log.warning('database connection lost', { error: message }),
)
const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, createApp(db, log))
server.listen(config.port, config.host)
await once(server, 'listening')
log.info('listening', { host: config.host, port: (server.address() as AddressInfo).port })

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS).unref()
    server.close(() => void db.destroy())
    server.closeIdleConnections()
  })
