import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, repository, startChild } from '@strangler/demo'
import { eventually } from '../../../tests/support/eventually.ts'

const RULES = join(repository, 'observability/prometheus/rules')
/** How much faster time goes for the rules than they are written. */
const FASTER = 20

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface TestPrometheus {
  query(promql: string): Promise<readonly Sample[]>
  /** Names of the alerts that fire, each with its route, plane or job if it has one. */
  firing(): Promise<readonly string[]>
  /** The same, of all that fired since everything was up. */
  fired(): Promise<readonly string[]>
  stop(): Promise<void>
}

/** A real Prometheus with our rules, their durations shortened, that scrapes addresses of this machine each second. */
export async function startPrometheus(targets: Readonly<Record<string, string>>): Promise<TestPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'))
  const port = await freePort()
  await mkdir(join(folder, 'rules'))
  for (const name of await readdir(RULES))
    await writeFile(join(folder, 'rules', name), faster(await readFile(join(RULES, name), 'utf8')))
  const config = {
    global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
    rule_files: ['rules/*.yaml'],
    scrape_configs: Object.entries(targets).map(([job, url]) => ({
      job_name: job,
      metrics_path: '/metrics',
      static_configs: [{ targets: [new URL(url).host] }],
    })),
  }
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config))
  const child = startChild({
    name: 'prometheus',
    command: 'prometheus',
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
  })
  const url = `http://127.0.0.1:${port}`
  await eventually(async () => (await fetch(`${url}/-/ready`)).ok)

  async function query(promql: string): Promise<readonly Sample[]> {
    const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: promql }).toString()}`)
    const body = (await answer.json()) as {
      data?: { result: { metric: Record<string, string>; value: [number, string] }[] }
      error?: string
    }
    if (!body.data) throw new TypeError(`${promql}: ${body.error ?? answer.status}`)
    return body.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
  }
  // It finds its targets only some seconds after it is ready.
  const isUp = async (): Promise<boolean> =>
    (await query('up == 1')).length === Object.keys(targets).length &&
    (await query('ALERTS{alertstate="firing"}')).length === 0
  await eventually(isUp)
  const since = Date.now()
  const named = async (promql: string): Promise<readonly string[]> =>
    (await query(promql)).map(({ labels: { alertname = '', route, plane, job } }) =>
      [alertname, route ?? plane ?? job ?? []].flat().join(' '),
    )
  return {
    query,
    firing: () => named('ALERTS{alertstate="firing"}'),
    fired: () => named(`max_over_time(ALERTS{alertstate="firing"}[${Date.now() - since}ms])`),
    async stop() {
      await child.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Rules with every duration a twentieth, so that what they mean to one another stays. */
function faster(rules: string): string {
  const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }
  return rules
    .replaceAll(/interval: \d+s/g, 'interval: 500ms')
    .replaceAll(
      /(for: |\[)(\d+)([smh])/g,
      (_, before: string, count: string, unit: string) =>
        `${before}${(Number(count) * (units[unit] ?? 0)) / FASTER}ms`,
    )
}
