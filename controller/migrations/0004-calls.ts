import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely'

/** Calls of the API: those that were refused, counted by minute, and answers for who sends a call again. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('refused_call')
    .addColumn('minute', 'timestamptz', required)
    .addColumn('client', 'text', required)
    .addColumn('operation', 'text', required)
    .addColumn('status', 'smallint', required)
    .addColumn('claimed', 'text')
    .addColumn('last_at', 'timestamptz', required)
    .addColumn('count', 'bigint', (column) => column.notNull().check(sql`count > 0`))
    .addPrimaryKeyConstraint('refused_call_key', ['minute', 'client', 'operation', 'status'])
    .execute()
  await db.schema
    .createTable('kept_answer')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('call', 'text', required)
    .addColumn('at', 'timestamptz', required)
    .addColumn('answer', 'text')
    .execute()
  await db.schema.createIndex('kept_answer_by_time').on('kept_answer').column('at').execute()
}

function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull()
}
