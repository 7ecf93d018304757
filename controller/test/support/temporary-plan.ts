import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TemporaryPlan {
  readonly file: string
  readonly folder: string
  write: (text: string) => Promise<void>
  remove: () => Promise<void>
}

/** A plan in a folder of its own. */
export async function temporaryPlan(text = planText()): Promise<TemporaryPlan> {
  const folder = await mkdtemp(join(tmpdir(), 'strangler-controller-'))
  const file = join(folder, 'plan.yaml')
  await writeFile(file, text)
  return {
    file,
    folder,
    write: (next) => writeFile(file, next),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Routes `static` and `search` (after static) that move, `api` and `admin` that do not, and what is added. */
export function planText(more = ''): string {
  return `apiVersion: strangler/v1
kind: MigrationPlan
name: example
legacy: old
upstreams:
  old: { url: http://127.0.0.1:9, health: / }
  new: { url: http://127.0.0.1:9, health: / }
defaults: { ramp: [5, 50, 100] }
routes:
  - { id: static, match: { path: /static/* }, candidate: new }
  - { id: search, match: { path: /search }, candidate: new, after: [static] }
  - { id: api, match: { path: /api/* }, legacy: none, candidate: new }
  - { id: admin, match: { path: /admin/* }, deny: true }
${more}`
}
