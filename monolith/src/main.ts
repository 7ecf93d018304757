import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { openDatabase } from './database.ts'

const STOP_WITHIN_MS = 10_000
/** Longer than a proxy in front keeps an idle connection: so the proxy closes first and no request meets a closing one. */
const KEEP_ALIVE_MS = 75_000

const config = readConfig()
const db = openDatabase(config.databaseUrl)
const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, createApp(db))
server.listen(config.port, config.host)
await once(server, 'listening')
process.stdout.write(`listening on http://${config.host}:${(server.address() as AddressInfo).port}\n`)

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS).unref()
    server.close(() => void db.destroy())
    server.closeIdleConnections()
  })
