import { sql, type Kysely } from 'kysely'

/** The application's tables; `session` is wide enough for its 75 digits, which PostgreSQL insists on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table thoughts_usermodel (
    id serial not null primary key,
    username varchar(50) not null,
    password_hash varchar(100) not null
  )`.execute(db)
  await sql`create table thoughts_sessionmodel (
    id serial not null primary key,
    session varchar(80) not null,
    username varchar(50) not null
  )`.execute(db)
  await sql`create table thoughts_thoughtmodel (
    id serial not null primary key,
    username varchar(50) not null,
    text varchar(250) not null,
    timestamp timestamp with time zone not null
  )`.execute(db)
}
