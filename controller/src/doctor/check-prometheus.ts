import type { Snapshot } from '../control/snapshot.ts'
import { createPrometheus } from '../evidence/prometheus.ts'
import { fail, ok, type Finding } from './finding.ts'

const ABOUT = 'prometheus'
const TIMEOUT_MS = 2000

/** Whether the metrics that the plan has gates on can be asked for; nothing where there are neither. */
export async function checkPrometheus(
  url: string | undefined,
  snapshot: Pick<Snapshot, 'plan'> | null,
): Promise<readonly Finding[]> {
  const routes = snapshot?.plan.routes.filter(({ gates }) => gates.metrics.length > 0) ?? []
  if (url !== undefined) return [await checkAnswer(url)]
  if (routes.length === 0) return []
  const names = routes.map(({ id }) => `"${id}"`).join(', ')
  return [
    fail(
      ABOUT,
      `PROMETHEUS_URL is not set, and gates of ${names} wait for its metrics`,
      'set it, or write metrics: none',
    ),
  ]
}

async function checkAnswer(url: string): Promise<Finding> {
  const source = createPrometheus({ url, timeoutMs: TIMEOUT_MS })
  const asked = performance.now()
  const { value, says } = await source.ask('vector(1)')
  await source.close()
  return value === 1
    ? ok(ABOUT, `it answers within ${Math.round(performance.now() - asked)} ms`)
    : fail(ABOUT, `at ${url}: ${says}`, 'see that it runs, and that PROMETHEUS_URL names it')
}
