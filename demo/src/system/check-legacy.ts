import type { SystemConfig } from '../config.ts'

const ANSWERS_WITHIN_MS = 5000

/** Tells what is to be expected of a monolith that somebody else runs. */
export async function checkLegacy(
  { legacyUrl, databaseUrl }: SystemConfig,
  tell: (line: string) => void,
): Promise<void> {
  if (legacyUrl === null) return
  if (databaseUrl === null)
    tell('LEGACY_URL: without DATABASE_URL, the services do not share that monolith’s users and thoughts')
  try {
    await fetch(`${legacyUrl}/login/`, { method: 'HEAD', signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) })
  } catch {
    tell(`LEGACY_URL: nobody answers at ${legacyUrl}; its pages are a 503 until somebody does`)
  }
}
