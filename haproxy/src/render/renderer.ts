import type { RouteTable } from '@strangler/migration-plan'
import type { EdgeOptions } from '../options.ts'
import { renderEdge, type EdgeFiles } from './render-edge.ts'

/**
 * Renders one table after the other; of tables that differ in weights, stages and version only, just the first. So
 * whoever takes the files replaces those that follow the weights (withLive).
 */
export function createRenderer(options: EdgeOptions): (table: RouteTable) => EdgeFiles {
  let last: { readonly structure: string; readonly files: EdgeFiles } | undefined
  return (table) => {
    const structure = structureOf(table)
    if (last?.structure !== structure) last = { structure, files: renderEdge(table, options) }
    return last.files
  }
}

function structureOf(table: RouteTable): string {
  const routes = table.routes.map((route) => ({ ...route, stage: null, weight: null }))
  return JSON.stringify({ ...table, version: null, routes })
}
