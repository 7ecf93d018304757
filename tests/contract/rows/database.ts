import { expect } from 'chai'
import type { Subject } from '../system-under-test.ts'

const text = (length: number): string => `character varying(${length})`

/** The tables that Django makes, no more and no less. */
export function describeDatabase(subject: () => Subject): void {
  it('holds exactly Django’s tables, columns and types, all required', async () => {
    const rows = await subject().sql(`select c.relname as table, a.attname as column,
        format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      order by 1, a.attnum`)
    expect(rows.map(({ table, column, type }) => `${table}.${column} ${type}`)).to.deep.equal([
      'thoughts_sessionmodel.id integer',
      `thoughts_sessionmodel.session ${text(80)}`,
      `thoughts_sessionmodel.username ${text(50)}`,
      'thoughts_thoughtmodel.id integer',
      `thoughts_thoughtmodel.username ${text(50)}`,
      `thoughts_thoughtmodel.text ${text(250)}`,
      'thoughts_thoughtmodel.timestamp timestamp with time zone',
      'thoughts_usermodel.id integer',
      `thoughts_usermodel.username ${text(50)}`,
      `thoughts_usermodel.password_hash ${text(100)}`,
    ])
    expect(rows.every(({ required }) => required === true)).to.equal(true)
  })

  it('has no index but the primary keys', async () => {
    const rows = await subject().sql(
      "select indexname from pg_indexes where schemaname = 'public' order by 1",
    )
    expect(rows.map(({ indexname }) => indexname as unknown)).to.deep.equal([
      'thoughts_sessionmodel_pkey',
      'thoughts_thoughtmodel_pkey',
      'thoughts_usermodel_pkey',
    ])
  })

  it('keeps passwords as bcrypt of cost 12', async () => {
    const rows = await subject().sql(
      "select password_hash from thoughts_usermodel where username in ('bruce', 'stephen')",
    )
    expect(rows).to.have.length(2)
    for (const { password_hash } of rows) expect(password_hash).to.match(/^\$2b\$12\$/)
  })
}
