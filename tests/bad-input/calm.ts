import type { System } from '@strangler/demo'
import { expect } from 'chai'
import { askSql, siblingDatabase } from '../support/ask-sql.ts'

const TABLES = {
  monolith: ['thoughts_usermodel', 'thoughts_sessionmodel', 'thoughts_thoughtmodel'],
  users: ['account'],
  strangler: ['route_table', 'standing', 'step'],
} as const

/** What no bad request may change: the processes, and every row but the counts of failed logins. */
export interface Calm {
  readonly pids: Readonly<Record<string, number>>
  readonly rows: Readonly<Record<string, string>>
}

export async function calmOf(system: System): Promise<Calm> {
  const pids = Object.fromEntries([...system.processes].map(([name, process]) => [name, process.pid()]))
  const rows: Record<string, string> = {}
  for (const [database, tables] of Object.entries(TABLES))
    for (const table of tables) {
      const digest = `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${table} t`
      const [row] = await askSql<{ digest: string }>(siblingDatabase(system.ready.database, database), digest)
      rows[`${database}.${table}`] = row?.digest ?? ''
    }
  return { pids, rows }
}

/** Nothing was stored, no process ended, and everybody still answers. */
export async function expectCalm(system: System, before: Calm): Promise<void> {
  const { ready, internal } = system
  const healthy = [...Object.values(ready.services), ...Object.values(internal), ready.controller]
  const pages = [ready.legacy, ready.edge].map((url) => `${url}/login/`)
  for (const url of [...healthy.map((base) => `${base}/healthz`), ...pages])
    expect((await fetch(url)).status, url).to.equal(200)
  expect(await calmOf(system)).to.deep.equal(before)
}
