import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely'

/** What comparing showed, as the proxies report it: counts by minute, and examples. */
export async function up(db: Kysely<never>): Promise<void> {
  await createSources(db)
  await createCounts(db)
  await createSignatures(db)
  await createExamples(db)
}

/** Up to which batch each instance of a proxy was counted. */
async function createSources(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('comparison_source')
    .addColumn('instance', 'text', (column) => column.primaryKey())
    .addColumn('number', 'bigint', required)
    .addColumn('seen_at', 'timestamptz', required)
    .execute()
}

async function createCounts(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('comparison_minute')
    .addColumn('route', 'text', required)
    .addColumn('against', 'text', required)
    .addColumn('minute', 'integer', required)
    .addColumn('partial', 'bigint', required)
    .addColumn('latency', 'jsonb', required)
    .addPrimaryKeyConstraint('comparison_minute_key', ['route', 'against', 'minute'])
    .execute()
  await db.schema
    .createTable('comparison_set')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('signatures', sql`text[]`, required)
    .execute()
  await db.schema
    .createTable('comparison_outcome')
    .addColumn('route', 'text', required)
    .addColumn('against', 'text', required)
    .addColumn('minute', 'integer', required)
    .addColumn('hash', 'text', (column) => column.notNull().references('comparison_set.hash'))
    .addColumn('count', 'bigint', required)
    .addPrimaryKeyConstraint('comparison_outcome_key', ['route', 'against', 'minute', 'hash'])
    .execute()
  await db.schema
    .createTable('comparison_rule')
    .addColumn('route', 'text', required)
    .addColumn('rule', 'text', required)
    .addColumn('minute', 'integer', required)
    .addColumn('times', 'bigint', required)
    .addPrimaryKeyConstraint('comparison_rule_key', ['route', 'minute', 'rule'])
    .execute()
  await db.schema
    .createTable('comparison_shed')
    .addColumn('route', 'text', required)
    .addColumn('cause', 'text', required)
    .addColumn('minute', 'integer', required)
    .addColumn('count', 'bigint', required)
    .addPrimaryKeyConstraint('comparison_shed_key', ['route', 'minute', 'cause'])
    .execute()
  for (const table of ['minute', 'outcome', 'rule', 'shed'])
    await db.schema
      .createIndex(`comparison_${table}_by_minute`)
      .on(`comparison_${table}`)
      .column('minute')
      .execute()
  await db.schema.createIndex('comparison_outcome_by_set').on('comparison_outcome').column('hash').execute()
}

async function createSignatures(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('comparison_signature')
    .addColumn('signature', 'text', (column) => column.primaryKey())
    .addColumn('route', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('place', 'text', required)
    .addColumn('selector', 'text')
    .addColumn('note', 'text')
    .addColumn('legacy', 'text')
    .addColumn('candidate', 'text')
    .addColumn('first_seen', 'integer', required)
    .addColumn('last_seen', 'integer', required)
    .execute()
  await db.schema
    .createIndex('comparison_signature_by_route')
    .on('comparison_signature')
    .column('route')
    .execute()
}

async function createExamples(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('comparison_example')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('route', 'text', required)
    .addColumn('against', 'text', required)
    .addColumn('at', 'timestamptz', required)
    .addColumn('method', 'text', required)
    .addColumn('target', 'text', required)
    .addColumn('legacy_status', 'integer', required)
    .addColumn('candidate_status', 'integer', required)
    .addColumn('bytes', 'integer', required)
    // Text, not jsonb, which cannot hold the NUL that a body may have.
    .addColumn('content', 'text', required)
    .execute()
  await db.schema
    .createTable('comparison_example_signature')
    .addColumn('signature', 'text', required)
    .addColumn('example', 'uuid', (column) =>
      column.notNull().references('comparison_example.id').onDelete('cascade'),
    )
    .addColumn('lot', 'double precision', required)
    .addPrimaryKeyConstraint('comparison_example_signature_key', ['signature', 'example'])
    .execute()
  await db.schema
    .createIndex('comparison_example_signature_by_example')
    .on('comparison_example_signature')
    .column('example')
    .execute()
  await db.schema
    .createIndex('comparison_example_by_route')
    .on('comparison_example')
    .columns(['route', 'at'])
    .execute()
}

function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull()
}
