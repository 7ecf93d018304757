import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely'

/** Who still calls legacy, by where that was seen, and up to where each source was read. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('legacy_source')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('watched_since', 'timestamptz', required)
    .addColumn('seen_at', 'timestamptz', required)
    .addColumn('note', 'text')
    .addColumn('mark', 'text', required)
    .addColumn('checks', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema
    .createTable('legacy_caller')
    .addColumn('source', 'text', required)
    .addColumn('route', 'text', required)
    .addColumn('client', 'text', required)
    .addColumn('agent', 'text', required)
    .addColumn('path', 'text', required)
    .addColumn('count', 'bigint', (column) => column.notNull().check(sql`count >= 0`))
    .addColumn('first_seen', 'timestamptz', required)
    .addColumn('last_seen', 'timestamptz', required)
    .addPrimaryKeyConstraint('legacy_caller_key', ['source', 'route', 'client', 'agent'])
    .execute()
  await db.schema.createIndex('legacy_caller_by_last_seen').on('legacy_caller').column('last_seen').execute()
}

function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull()
}
