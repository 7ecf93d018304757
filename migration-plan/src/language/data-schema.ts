import { z } from 'zod'
import { name } from './name-schema.ts'
import { refusal, refuse } from './refusal.ts'

const NAME = '[A-Za-z_][A-Za-z0-9_$]{0,62}'

/** A data set as the plan writes it: tables that change their owner together. */
export const dataFile = z.strictObject({
  id: name.describe('Name of the data set in commands, reports and metrics; unique among data sets.'),
  tables: z
    .array(
      z.string().regex(new RegExp(`^(?:${NAME}\\.)?${NAME}$`), {
        error: refuse('is no name of a table', 'write table or schema.table, without quotes'),
      }),
    )
    .min(1, { error: () => refusal('the list is empty', 'name a table') })
    .describe('Tables that move together: table or schema.table.'),
  from: z.string().describe('Upstream whose database has them today.'),
  to: z.string().describe('Upstream whose database is to have them.'),
  after: z
    .array(z.string())
    .exactOptional()
    .describe('Ids of the routes that are to be live before the tables move. Default: none.'),
})

export type DataFile = z.infer<typeof dataFile>
