import { expect } from 'chai'
import express, { Router } from 'express'
import { sql, type Generated } from 'kysely'
import { createDatabase, dryRunId, isDryRun, type Database } from '@mythoughts/kit'
import { createDatabase as createEmptyDatabase } from '../../../tests/support/database.ts'
import { eventually } from '../../../tests/support/eventually.ts'
import { runService, type RunningService } from './support/run-service.ts'
import { sendShadow, SHADOW_KEY, type Shadow } from './support/shadow.ts'

interface Schema {
  thing: { id: Generated<number>; name: string }
}

/** A service that writes in every way that a handler may think of. */
function writer({ db }: Database<Schema>): Router {
  const router = Router()
  const add = (name: string, from: Pick<typeof db, 'insertInto'> = db) =>
    from
      .insertInto('thing')
      .values({ ...dryRunId(), name })
      .returning('name')
      .executeTakeFirstOrThrow()
  const names = async (): Promise<readonly string[]> => {
    const rows = await db.selectFrom('thing').select('name').orderBy('name').execute()
    return rows.map(({ name }) => name)
  }
  router.post('/add/', express.json(), async (req, res) => {
    await add((req.body as { name: string }).name)
    res.status(201).json({ names: await names() })
  })
  router.post('/transaction/', async (_req, res) => {
    await db.transaction().execute(async (transaction) => {
      await add('kept', transaction)
    })
    await db
      .transaction()
      .execute(async (transaction) => {
        await add('dropped', transaction)
        throw new Error('changed its mind')
      })
      .catch(() => undefined)
    res.json({ names: await names() })
  })
  router.post('/savepoint/', async (_req, res) => {
    const transaction = await db.startTransaction().execute()
    await add('before', transaction)
    const saved = await transaction.savepoint('here').execute()
    await add('seed', saved).catch(() => undefined)
    const back = await saved.rollbackToSavepoint('here').execute()
    await add('after', back)
    await back.commit().execute()
    res.json({ names: await names() })
  })
  router.post('/failing/', async (_req, res) => {
    const tries = await Promise.allSettled([add('one'), add('seed'), add('two')])
    res.json({ statuses: tries.map(({ status }) => status), names: await names() })
  })
  router.post('/commits/', async (_req, res) => {
    const insert = `insert into thing values (7, 'smuggled')`
    const statements = [insert, 'commit', insert, 'begin', insert, 'commit']
    const outcomes = await db.connection().execute(async (connection) => {
      const done: string[] = []
      for (const statement of statements)
        done.push(
          await sql
            .raw(statement)
            .execute(connection)
            .then(() => 'done', String),
        )
      return done
    })
    res.json(outcomes)
  })
  router.post('/late/', async (_req, res) => {
    await add('early')
    res.json({})
    late = eventually(() => res.writableFinished).then(() => add('late'))
    await late.catch(() => undefined)
  })
  router.post('/slow/', async (_req, res) => {
    await add('slow')
    holdsLocks = true
    await eventually(() => released)
    res.json({ names: await names().catch((error: unknown) => String(error)) })
  })
  router.post('/nested/', async (_req, res) => {
    const found = await db.transaction().execute(async (transaction) => {
      await add('outer', transaction)
      return names()
    })
    res.json(found)
  })
  router.post('/session-lock/', async (_req, res) => {
    await sql`select pg_advisory_lock(42)`.execute(db)
    res.json({})
  })
  router.get('/is-dry-run/', (_req, res) => {
    res.json(isDryRun())
  })
  return router
}

let late: Promise<unknown> = Promise.resolve()
let holdsLocks = false
let released = false

describe('a dry run', () => {
  let empty: { url: string; close(): Promise<void> }
  let database: Database<Schema>
  let service: RunningService
  before(async () => {
    empty = await createEmptyDatabase()
    database = createDatabase<Schema>(empty.url)
    await sql.raw('create table thing (id serial primary key, name text unique)').execute(database.db)
    await sql.raw(`insert into thing (name) values ('seed')`).execute(database.db)
    const config = { host: '127.0.0.1', port: 0, internalPort: 0, version: 'v1.0', commit: 'x' }
    service = await runService(writer(database), { config: { ...config, shadowKey: SHADOW_KEY } })
  })
  after(async () => {
    await service.stop()
    await database.close()
    await empty.close()
  })

  const JSON_TYPE = { 'Content-Type': 'application/json' }
  const dryRun = (path: string, shadow?: Shadow): Promise<Response> => sendShadow(service.url + path, shadow)
  const stored = async (): Promise<unknown> => ({
    rows: (await sql`select * from thing order by id`.execute(database.db)).rows,
    sequence: (await sql`select last_value, is_called from thing_id_seq`.execute(database.db)).rows,
  })
  let untouched: unknown
  beforeEach(async () => {
    untouched = await stored()
  })
  afterEach(async () => {
    expect(await stored()).to.deep.equal(untouched)
  })

  it('answers as the real one would, sees what it wrote, and leaves nothing behind', async () => {
    const answer = await dryRun('/add/', { headers: JSON_TYPE, body: '{"name":"new"}' })
    expect(answer.status).to.equal(201)
    expect(answer.headers.get('x-strangler-shadow')).to.equal('dry-run')
    expect(await answer.json()).to.deep.equal({ names: ['new', 'seed'] })
  })

  it('keeps what transactions commit, and drops what they roll back', async () => {
    expect(await (await dryRun('/transaction/')).json()).to.deep.equal({ names: ['kept', 'seed'] })
  })

  it('goes back to savepoints, also after a statement that failed', async () => {
    expect(await (await dryRun('/savepoint/')).json()).to.deep.equal({ names: ['after', 'before', 'seed'] })
  })

  it('goes on after a statement that failed, as single statements do', async () => {
    expect(await (await dryRun('/failing/')).json()).to.deep.equal({
      statuses: ['fulfilled', 'rejected', 'fulfilled'],
      names: ['one', 'seed', 'two'],
    })
  })

  it('is rolled back even where the handler commits behind our back', async () => {
    const [inserted, committed, ...behind] = (await (await dryRun('/commits/')).json()) as string[]
    expect(inserted).to.equal('done')
    expect(committed).to.include('duplicate key value')
    expect(behind.filter((outcome) => outcome.includes('read-only transaction'))).to.have.length(2)
  })

  it('reaches no database once it was answered', async () => {
    expect((await dryRun('/late/')).status).to.equal(200)
    const fault = await late.then(() => null, String)
    expect(fault).to.include('rolled back already')
  })

  it('gives way to real work that waits for its locks, and says that it lost', async () => {
    released = false
    const slow = dryRun('/slow/')
    await eventually(() => holdsLocks)
    await sql`insert into thing (id, name) values (99, 'slow')`.execute(database.db)
    await sql`delete from thing where id = 99`.execute(database.db)
    released = true
    const answer = await slow
    expect(answer.headers.get('x-strangler-shadow')).to.equal('lost')
    expect(await answer.text()).to.include('rolled back already')
  })

  it('loses against real work that holds a lock', async () => {
    await database.db.transaction().execute(async (transaction) => {
      await sql`insert into thing (id, name) values (99, 'mine')`.execute(transaction)
      const answer = await dryRun('/add/', { headers: JSON_TYPE, body: '{"name":"mine"}' })
      expect(answer.status).to.equal(503)
      expect(answer.headers.get('x-strangler-shadow')).to.equal('lost')
      await sql`delete from thing where id = 99`.execute(transaction)
    })
  })

  it('loses, and hangs nobody, where a handler wants a second connection inside of a transaction', async () => {
    const answer = await dryRun('/nested/')
    expect(answer.headers.get('x-strangler-shadow')).to.equal('lost')
  })

  it('frees the locks of its session, too', async () => {
    await dryRun('/session-lock/')
    const { rows } =
      await sql`select 1 from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`.execute(
        database.db,
      )
    expect(rows).to.deep.equal([])
  })

  it('makes way for further ones, however many come at once', async () => {
    const name = (n: number): string => `{"name":"n${n}"}`
    const all = Array.from({ length: 12 }, (_, n) => dryRun('/add/', { headers: JSON_TYPE, body: name(n) }))
    for (const answer of await Promise.all(all)) expect(answer.status).to.equal(201)
  })

  it('is known as one in its log lines, and counted apart', async () => {
    const counted = async (): Promise<string[]> =>
      (await (await fetch(`${service.internalUrl}/metrics`)).text())
        .split('\n')
        .filter((line) => /^(requests_total|request_duration_seconds_count|dry_runs_total)\{/.test(line))
    const real = (lines: string[]): string[] => lines.filter((line) => !line.startsWith('dry_runs_total'))
    const realBefore = real(await counted())
    service.lines.length = 0
    await (await dryRun('/add/', { headers: JSON_TYPE, body: '{"name":"counted"}' })).text()
    await eventually(() => service.lines.length === 2)
    for (const line of service.lines) expect(line).to.include({ dryRun: true })
    expect(real(await counted())).to.deep.equal(realBefore)
    expect((await counted()).join('\n')).to.match(
      /dry_runs_total\{endpoint="\/add\/",method="POST",status="201",.*\} \d/,
    )
    expect(await (await fetch(`${service.url}/is-dry-run/`)).json()).to.equal(false)
    expect(await (await dryRun('/is-dry-run/', { method: 'GET' })).json()).to.equal(true)
  })

  for (const [name, shadow] of Object.entries<Shadow>({
    'of another key': { key: 'x'.repeat(32) },
    'that has expired': { lifetime: 0 },
    'of another target': { markedFor: '/transaction/' },
  }))
    it(`is refused with a mark ${name}, and nothing is done`, async () => {
      const body = '{"name":"forged"}'
      const answer = await dryRun('/add/', { headers: JSON_TYPE, body, ...shadow })
      expect(answer.status).to.equal(403)
      expect(answer.headers.get('x-strangler-shadow')).to.equal(null)
      expect(await answer.text()).to.include('bad_shadow_mark')
    })

  for (const mark of ['', 'dry-run', '1', '9999999999.', `9999999999.${'0'.repeat(64)}`])
    it(`is refused with the mark "${mark}"`, async () => {
      const headers = { ...JSON_TYPE, 'X-Strangler-Shadow': mark }
      const answer = await fetch(`${service.url}/add/`, { method: 'POST', headers, body: '{"name":"x"}' })
      expect(answer.status).to.equal(403)
    })

  it('is refused with a body that is larger than any service takes', async () => {
    const body = 'x'.repeat(4 * 1024 * 1024 + 1)
    expect((await dryRun('/add/', { body })).status).to.equal(413)
  })

  it('is refused by a service that has no key', async () => {
    await using keyless = await runService(writer(database))
    const answer = await sendShadow(`${keyless.url}/transaction/`)
    expect(answer.status).to.equal(403)
    expect(await answer.text()).to.include('SHADOW_KEY')
  })
})
