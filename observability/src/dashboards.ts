import type { DashboardDescription } from './dashboard.ts'
import { edge } from './edge-dashboard.ts'
import { overview } from './overview-dashboard.ts'
import { route } from './route-dashboard.ts'
import { services } from './services-dashboard.ts'

/** All of them; each becomes a file of its name. */
export const dashboards: readonly DashboardDescription[] = [overview, route, edge, services]
