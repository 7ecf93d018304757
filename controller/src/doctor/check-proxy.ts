import { request } from 'undici'
import { z } from 'zod'
import { VERSION } from '../version.ts'
import { clockFinding, ok, warn, type Finding } from './finding.ts'

const WITHIN_MS = 2000
const health = z.object({ version: z.string() })

/** The proxy's version and clock. @throws undici's errors where it cannot be asked */
export async function checkProxy(adminUrl: string, about: string): Promise<readonly Finding[]> {
  const asked = Date.now()
  const { headers, body } = await request(`${adminUrl}/healthz`, { signal: AbortSignal.timeout(WITHIN_MS) })
  const parsed = health.safeParse(await body.json())
  const took = Date.now() - asked
  const version = parsed.data?.version ?? 'unknown'
  const date = Date.parse(String(headers.date))
  return [
    version === VERSION
      ? ok(about, `its version is ${version}`)
      : warn(about, `its version is ${version}, the controller's ${VERSION}`, 'update both to the same'),
    // The header has no fractions of a second.
    ...(Number.isNaN(date) ? [] : [clockFinding(about, date + 500 - asked - took / 2, took / 2 + 500)]),
  ]
}
