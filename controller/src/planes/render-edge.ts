import type { RouteTable } from '@strangler/migration-plan'

export function renderEdge(table: RouteTable): string {
  return JSON.stringify(table)
}
