import type { Child } from '@strangler/demo'
import { createDatabase } from '../../../tests/support/database.ts'
import { startProcess } from '../../../tests/support/process.ts'
import { migrateSchema } from '../../src/store/migrate-schema.ts'

export const OPERATOR_TOKEN = 'an-operator-token-1'
export const VIEWER_TOKEN = 'a-viewer-token-22'

export interface ControllerProcess {
  readonly url: string
  readonly child: Child
  /** What a command line needs in its environment to find it. */
  readonly env: { readonly STRANGLER_URL: string; readonly STRANGLER_TOKEN: string }
}

/** Starts a controller as a process of its own, on a free port; resolves when it listens. */
export async function startControllerProcess(
  env: Readonly<Record<string, string>>,
): Promise<ControllerProcess> {
  const child = await startProcess(
    'controller/src/main.ts',
    { PORT: '0', OPERATOR_TOKEN, VIEWER_TOKEN, ...env },
    { until: (line) => line.includes('"message":"listening"'), withinMs: 60_000 },
  )
  const { url } = JSON.parse(child.readyLine) as { url: string }
  return { url, child, env: { STRANGLER_URL: url, STRANGLER_TOKEN: OPERATOR_TOKEN } }
}

/** A database with the controller's tables in it. */
export async function controllerDatabase(): ReturnType<typeof createDatabase> {
  const database = await createDatabase()
  await migrateSchema(database.url)
  return database
}
