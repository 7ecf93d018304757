import { Pool } from 'undici'

/** Clients that ask without a pause, every third time in a way that is never tried twice. */
export interface Clients {
  /** Ends them; says how often they asked, and what went wrong. */
  stop(): Promise<{ readonly asked: number; readonly failures: readonly string[] }>
}

export function startClients(url: string, path: string, count: number): Clients {
  const pool = new Pool(url, { connections: count, pipelining: 1 })
  const failures: string[] = []
  let asked = 0
  let going = true
  const ask = async (): Promise<void> => {
    const method = ++asked % 3 === 0 ? 'POST' : 'GET'
    try {
      const { statusCode, body } = await pool.request({ path, method })
      await body.dump()
      if (statusCode !== 200) failures.push(`${method}: ${statusCode}`)
    } catch (error) {
      failures.push(`${method}: ${String(error)}`)
    }
  }
  const all = Array.from({ length: count }, async () => {
    while (going) await ask()
  })
  return {
    async stop() {
      going = false
      await Promise.all(all)
      await pool.close()
      return { asked, failures }
    },
  }
}
