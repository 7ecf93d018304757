import type { ColumnDefinitionBuilder, Kysely } from 'kysely'

/** What each side of a route answered, in windows of a minute (hours, once they are a day old). */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('traffic_window')
    .addColumn('route', 'text', required)
    .addColumn('at', 'timestamptz', required)
    .addColumn('seconds', 'integer', required)
    .addColumn('legacy_requests', 'bigint', required)
    .addColumn('legacy_errors', 'bigint', required)
    .addColumn('legacy_durations', 'jsonb', required)
    .addColumn('candidate_requests', 'bigint', required)
    .addColumn('candidate_errors', 'bigint', required)
    .addColumn('candidate_durations', 'jsonb', required)
    .addPrimaryKeyConstraint('traffic_window_key', ['route', 'at'])
    .execute()
  await db.schema.createIndex('traffic_window_by_age').on('traffic_window').column('at').execute()
}

function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull()
}
