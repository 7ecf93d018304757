import { z } from 'zod'
import { autopilotFile } from './autopilot-schema.ts'
import { dataFile } from './data-schema.ts'
import { drainFile } from './drain-schema.ts'
import { name } from './name-schema.ts'
import { policyFile, routeFile } from './route-schema.ts'
import { upstreamFile } from './upstream-schema.ts'

/** The plan as the file writes it: its keys, their bounds and their meaning. */
export const planFile = z.strictObject({
  apiVersion: z.literal('strangler/v1').describe('Version of the plan language.'),
  kind: z.literal('MigrationPlan').describe('What the file is.'),
  name: name.describe('Name of the move.'),
  legacy: z.string().describe('Upstream that answers every request that no route claims.'),
  upstreams: z
    .record(name, upstreamFile)
    .describe('What answers requests: the monolith and the services, by name.'),
  routes: z.array(routeFile).describe('Which requests move, where to, and how.'),
  data: z.array(dataFile).exactOptional().describe('Which tables move with the routes. Default: none.'),
  autopilot: autopilotFile.exactOptional().describe('How routes that move by themselves are moved.'),
  drain: drainFile.exactOptional().describe('When legacy counts as drained.'),
  defaults: policyFile
    .exactOptional()
    .describe('Route fields (all but id and match) for the routes that do not say them.'),
})

export type PlanFile = z.infer<typeof planFile>

/** JSON Schema of the plan, with which editors complete and explain it (draft 7, which all of them know). */
export function planSchema(): object {
  return z.toJSONSchema(planFile, { io: 'input', target: 'draft-7' })
}
