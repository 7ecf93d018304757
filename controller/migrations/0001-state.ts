import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely'

/** Where routes stand, who moved them, who leads, and which instances of the planes were last told. */
export async function up(db: Kysely<never>): Promise<void> {
  await createState(db)
  await createAudit(db)
  await refuseChangesOfSteps(db)
}

async function createState(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('route_table')
    .addColumn('single', 'boolean', onlyRow)
    .addColumn('version', 'bigint', (column) => column.notNull().check(sql`version >= 0`))
    .addColumn('plan_digest', 'text')
    .execute()
  await sql`insert into route_table (version) values (0)`.execute(db)
  await db.schema
    .createTable('standing')
    .addColumn('route', 'text', (column) => column.primaryKey())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('weight', 'smallint', (column) => column.notNull().check(sql`weight between 0 and 100`))
    .addColumn('version', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('plane')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('instance', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('leader')
    .addColumn('single', 'boolean', onlyRow)
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('since', 'timestamptz', (column) => column.notNull())
    .execute()
}

/** Key of a table that holds one row. */
function onlyRow(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column
    .primaryKey()
    .defaultTo(true)
    .check(sql`single`)
}

async function createAudit(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('step')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('number', 'bigint', (column) => column.notNull().unique().generatedAlwaysAsIdentity())
    .addColumn('at', 'timestamptz', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('why', 'text')
    .addColumn('route', 'text', (column) => column.notNull())
    .addColumn('from_weight', 'smallint', (column) => column.notNull())
    .addColumn('to_weight', 'smallint', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('step_by_route').on('step').columns(['route', 'number']).execute()
}

/** The audit is append-only for everybody, whatever their rights: not even its owner changes it by mistake. */
async function refuseChangesOfSteps(db: Kysely<never>): Promise<void> {
  await sql`
    create function refuse_change_of_step() returns trigger language plpgsql as $$
    begin
      raise exception 'step is append-only; record a further step instead' using errcode = 'restrict_violation';
    end $$`.execute(db)
  await sql`
    create trigger step_is_append_only before update or delete on step
    for each row execute function refuse_change_of_step()`.execute(db)
  await sql`
    create trigger step_is_never_emptied before truncate on step
    for each statement execute function refuse_change_of_step()`.execute(db)
}
