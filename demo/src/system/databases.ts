import pg from 'pg'

const NAMES = ['monolith', 'users', 'strangler'] as const

export type DatabaseUrls = Readonly<Record<(typeof NAMES)[number], string>>

/** Makes the databases that are not there yet; gives their addresses. */
export async function makeDatabases(serverUrl: string): Promise<DatabaseUrls> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database')
    for (const name of NAMES)
      if (!rows.some(({ datname }) => datname === name)) await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  const addressOf = (name: string): string => {
    const url = new URL(serverUrl)
    url.pathname = `/${name}`
    return url.href
  }
  return { monolith: addressOf('monolith'), users: addressOf('users'), strangler: addressOf('strangler') }
}
