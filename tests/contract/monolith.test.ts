import { join } from 'node:path'
import { repository, runChild, type Child } from '@strangler/demo'
import { createDatabase } from '../support/database.ts'
import { listeningUrl, startProcess } from '../support/process.ts'
import { describeLegacyContract } from './describe-legacy-contract.ts'

describe('the monolith', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>
  let monolith: Child & { readonly readyLine: string }

  before(async () => {
    database = await createDatabase()
    const env = { DATABASE_URL: database.url, PORT: '0' }
    const args = [join(repository, 'monolith/src/migrate.ts')]
    await runChild({ name: 'migrate', command: process.execPath, args, env })
    const until = (line: string): boolean => line.includes('"message":"listening"')
    monolith = await startProcess('monolith/src/main.ts', env, { until })
  })

  after(async () => {
    await monolith.stop()
    await database.close()
  })

  const system = () => ({
    url: listeningUrl(monolith.readyLine),
    databaseUrl: database.url,
  })
  describeLegacyContract('keeps the legacy contract', system, 'legacy')
})
