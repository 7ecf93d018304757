import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'

/** How long each user waited who came at a constant rate, whatever became of those before them. */
export interface Waits {
  readonly ms: readonly number[]
  readonly failed: number
}

const TICK_MS = 1
const PATHS = 1000

/** Asks a route so many times a second; a wait is counted from when the request was due (coordinated omission). */
export async function askAtRate(
  url: string,
  route: number,
  perSecond: number,
  seconds: number,
): Promise<Waits> {
  const pool = new Pool(url, { connections: 64, pipelining: 1 })
  const ms: number[] = []
  let failed = 0
  const ask = async (number: number, due: number): Promise<void> => {
    try {
      const { statusCode, body } = await pool.request({
        path: `/route-${route}/page-${number % PATHS}`,
        method: 'GET',
      })
      await body.dump()
      if (statusCode !== 200) failed++
      ms.push(performance.now() - due)
    } catch {
      failed++
    }
  }
  const began = performance.now()
  const under: Promise<void>[] = []
  for (let number = 0; number < perSecond * seconds;) {
    const due = Math.min(
      Math.floor(((performance.now() - began) / 1000) * perSecond) + 1,
      perSecond * seconds,
    )
    for (; number < due; number++) under.push(ask(number, began + (number / perSecond) * 1000))
    await pause(TICK_MS)
  }
  await Promise.all(under)
  await pool.close()
  return { ms, failed }
}
