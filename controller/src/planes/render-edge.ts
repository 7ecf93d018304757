import { renderEdge as render } from '@strangler/haproxy'
import type { RouteTable } from '@strangler/migration-plan'

/** haproxy.cfg for a table as a fresh edge has it, for reading: in the default folder, on the default ports. */
export function renderEdge(table: RouteTable): string {
  const edge = { host: '127.0.0.1', port: 8000, statsHost: '127.0.0.1', statsPort: 8404 }
  return render(table, { directory: '/var/lib/strangler/edge', ...edge }).config
}
