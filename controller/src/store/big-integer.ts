import type { ColumnType } from 'kysely'

/** PostgreSQL's bigint: read as text, which holds all of it. */
export type BigInteger = ColumnType<string, number, number>
