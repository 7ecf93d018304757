import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely'

/** What is still to be told, by whom it is for, and up to which step everything was taken up. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('notification')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('receiver', 'text', required)
    .addColumn('at', 'timestamptz', required)
    .addColumn('body', 'text', required)
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('next_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await db.schema
    .createIndex('notification_by_receiver')
    .on('notification')
    .columns(['receiver', 'id'])
    .execute()
  await db.schema
    .createTable('notified')
    .addColumn('single', 'boolean', (column) =>
      column
        .primaryKey()
        .defaultTo(true)
        .check(sql`single`),
    )
    .addColumn('step', 'bigint', required)
    .execute()
}

function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull()
}
