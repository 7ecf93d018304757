import { sql, type Kysely } from 'kysely'

/**
 * What keeps routes from moving or lets them (holds, approvals, the pause of all), since when a route stands where it
 * does, and for the audit stages, evidence and a chain of hashes. Lines from before are not part of the chain.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .alterTable('standing')
    .addColumn('since', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await db.schema
    .createTable('restraint')
    .addColumn('route', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('content', 'text')
    .addColumn('at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('restraint_key', ['route', 'kind'])
    .execute()
  await db.schema
    .alterTable('step')
    .addColumn('from_stage', 'text')
    .addColumn('to_stage', 'text')
    .addColumn('evidence', 'text')
    .addColumn('hash', 'text')
    .execute()
}
