import { sql, type Transaction } from 'kysely'
import { z } from 'zod'
import { restrained, UNRESTRAINED, type RestraintChange, type Restraints } from './restraints.ts'
import type { Schema } from './database.ts'
import { EVERY_ROUTE } from './step.ts'

const who = z.string()
const why = z.string().nullable()
const date = z.coerce.date()
const contents = {
  hold: z.object({ cause: z.enum(['operator', 'drift', 'gate']), who, why: z.string(), since: date }),
  approval: z.object({
    ...{ who, why, at: date },
    step: z.object({
      stage: z.enum(['legacy', 'shadow', 'ramp', 'live', 'retired']),
      weight: z.number(),
    }),
  }),
  pause: z.object({ who, why, since: date }),
  restart: date,
}

/** Writes what is put on or taken off, unless something later is there. */
export async function writeRestraints(
  trx: Transaction<Schema>,
  { holds = {}, approvals = {}, pause, restarts = {} }: RestraintChange,
  at: Date,
): Promise<void> {
  const rows = [
    ...Object.entries(holds).map(([route, hold]) => ({ route, kind: 'hold', content: hold })),
    ...Object.entries(approvals).map(([route, approval]) => ({ route, kind: 'approval', content: approval })),
    ...Object.entries(restarts).map(([route, restart]) => ({ route, kind: 'restart', content: restart })),
    ...(pause === undefined ? [] : [{ route: EVERY_ROUTE, kind: 'pause', content: pause }]),
  ]
  if (rows.length === 0) return
  await trx
    .insertInto('restraint')
    .values(
      rows.map(({ content, ...row }) => ({
        ...row,
        at,
        content: content === null ? null : JSON.stringify(content),
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['route', 'kind'])
        .doUpdateSet((row) => ({ content: row.ref('excluded.content'), at: row.ref('excluded.at') }))
        .where(sql<boolean>`restraint.at <= excluded.at`),
    )
    .execute()
}

export async function readRestraints(trx: Transaction<Schema>): Promise<Restraints> {
  const rows = await trx
    .selectFrom('restraint')
    .select(['route', 'kind', 'content'])
    .where('content', 'is not', null)
    .execute()
  return rows.reduce(
    (all, { route, kind, content }) => restrained(all, changeOf(route, kind, content)),
    UNRESTRAINED,
  )
}

/** What cannot be read, because another version wrote it, restrains nothing. */
function changeOf(route: string, kind: string, content: string | null): RestraintChange {
  const value: unknown = JSON.parse(content ?? 'null')
  if (kind === 'hold') return { holds: { [route]: contents.hold.safeParse(value).data ?? null } }
  if (kind === 'approval') return { approvals: { [route]: contents.approval.safeParse(value).data ?? null } }
  if (kind === 'restart') return { restarts: { [route]: contents.restart.safeParse(value).data ?? null } }
  return { pause: contents.pause.safeParse(value).data ?? null }
}
