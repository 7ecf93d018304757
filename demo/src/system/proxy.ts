import { join } from 'node:path'
import type { Front } from './addresses.ts'
import type { Ports } from './ports.ts'
import type { StartEntry } from './start-entry.ts'

export interface ProxyParts {
  readonly front: Front
  readonly ports: Ports
  /** Keeps the table. */
  readonly folder: string
  readonly pinKey: string
  readonly shadowKey: string
}

/** Starts the strangler-proxy; behind HAProxy it believes what that one says of clients. */
export async function startProxy(parts: ProxyParts, start: StartEntry): Promise<void> {
  const { front, ports, folder, pinKey, shadowKey } = parts
  await start('proxy', 'strangler-proxy/src/main.ts', {
    PORT: String(ports.proxy),
    ADMIN_PORT: String(ports.proxyAdmin),
    TABLE_FILE: join(folder, 'table.json'),
    PIN_KEY: pinKey,
    SHADOW_KEY: shadowKey,
    ...(front === 'haproxy' ? { TRUSTED_PEERS: '127.0.0.1' } : {}),
  })
}
