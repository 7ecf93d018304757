import { readFile } from 'node:fs/promises'
import { Gauge, type Registry } from 'prom-client'
import { z } from 'zod'

const expiring = z.object({ keys: z.array(z.object({ kid: z.string(), exp: z.number().optional() })) })

/** Tells, whenever it is asked, when the keys of a JWKS expire, of those that say so (`exp`, unix seconds). */
export function watchKeyExpiry(file: string, registry: Registry): void {
  const gauge = new Gauge({
    name: 'token_key_expiry_timestamp_seconds',
    help: 'When an accepted key expires, of those that say so',
    labelNames: ['kid'],
    registers: [registry],
    async collect() {
      gauge.reset()
      const text = await readFile(file, 'utf8').catch(() => '{}')
      const parsed = expiring.safeParse(parseJson(text))
      for (const { kid, exp } of parsed.data?.keys ?? []) if (exp !== undefined) gauge.set({ kid }, exp)
    },
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
