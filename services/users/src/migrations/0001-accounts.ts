import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('account')
    .addColumn('username', 'varchar(50)', (column) => column.primaryKey())
    .addColumn('legacy_id', 'integer', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('legacy_fingerprint', 'text', (column) => column.notNull())
    .addColumn('creation', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('changed', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('account').execute()
}
