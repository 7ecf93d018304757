import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dashboardOf } from './dashboard.ts'
import { dashboards } from './dashboards.ts'

/* Writes the dashboards as Grafana reads them: `node observability/src/render-dashboards.ts`. */
const folder = join(import.meta.dirname, '../grafana/dashboards')
for (const dashboard of dashboards)
  writeFileSync(join(folder, `${dashboard.uid}.json`), `${JSON.stringify(dashboardOf(dashboard), null, 2)}\n`)
