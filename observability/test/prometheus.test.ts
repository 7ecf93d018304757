import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import { parseAllDocuments } from 'yaml'

const run = promisify(execFile)
const folder = join(repository, 'observability/prometheus')

interface Pod {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly ports?: readonly { readonly name: string }[] }[]
      }
    }
  }
}

interface Outcome {
  readonly code: number
  readonly said: string
}

/** Runs a checker to its end, whatever it says. */
function outcomeOf(command: string, ...args: readonly string[]): Promise<Outcome> {
  return run(command, [...args], { cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: unknown) => {
      const {
        code = -1,
        stdout = '',
        stderr = '',
      } = error as { code?: number; stdout?: string; stderr?: string }
      return { code, said: stdout + stderr }
    },
  )
}

const textsOf = (subfolder: string): string =>
  readdirSync(join(folder, subfolder))
    .map((name) => readFileSync(join(folder, subfolder, name), 'utf8'))
    .join('\n')

const rules = textsOf('rules')
const tests = textsOf('tests')
const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name)
const records = [...rules.matchAll(/- record: (\S+)/g)].map(([, name = '']) => name)

describe('Prometheus', () => {
  it('takes prometheus.yml and the rules that it names', async () => {
    const { code, said } = await outcomeOf('promtool', 'check', 'config', 'prometheus.yml')
    expect(code, said).to.equal(0)
    expect(said).to.match(/SUCCESS: \d\d rules found/)
  })

  it('takes prometheus.kubernetes.yml, but for the look-up of pods, which the package of Debian lacks', async () => {
    const text = readFileSync(join(folder, 'prometheus.kubernetes.yml'), 'utf8')
    const lookUp =
      / {4}kubernetes_sd_configs:\n {6}- role: pod\n {8}namespaces: \{ names: \[mythoughts\] \}\n/
    expect(text).to.match(lookUp)
    const checkable = text.replace(lookUp, '').replace('rules/*.yaml', join(folder, 'rules/*.yaml'))
    const file = join(mkdtempSync(join(tmpdir(), 'prometheus-')), 'prometheus.yml')
    writeFileSync(file, checkable)
    const { code, said } = await outcomeOf('promtool', 'check', 'config', file)
    expect(code, said).to.equal(0)
    rmSync(dirname(file), { recursive: true })
  })

  it('scrapes one port of each pod of the manifests but the monolith, which tells nothing', () => {
    const config = readFileSync(join(folder, 'prometheus.kubernetes.yml'), 'utf8')
    const kept = new RegExp(`^(?:${/regex: (.+)\n {8}action: keep/.exec(config)?.[1] ?? ''})$`)
    const apps = join(repository, 'k8s/base/apps')
    const pods = readdirSync(apps)
      .filter((name) => name !== 'kustomization.yaml')
      .flatMap((name) => parseAllDocuments(readFileSync(join(apps, name), 'utf8')))
      .map((document) => document.toJS() as Pod)
      .filter(({ kind }) => kind === 'Deployment')
    const scraped = pods.flatMap(({ metadata, spec }) =>
      spec.template.spec.containers.flatMap(({ ports = [] }) =>
        ports.filter((port) => kept.test(`${metadata.name};${port.name}`)).map(() => metadata.name),
      ),
    )
    const names = pods.map(({ metadata }) => metadata.name).filter((name) => name !== 'monolith')
    expect(names).to.have.length.above(5)
    expect(scraped).to.have.members(names)
  })

  it('finds that the rules do what their tests say', async () => {
    const files = readdirSync(join(folder, 'tests')).map((name) => `tests/${name}`)
    const { code, said } = await outcomeOf('promtool', 'test', 'rules', ...files)
    expect(code, said).to.equal(0)
  })

  for (const alert of alerts)
    it(`has tests in which ${alert} fires, and in which it is silent`, () => {
      const own = tests.split('\n  - name: ').filter((test) => test.includes(`alertname: ${alert}\n`))
      expect(own.some((test) => test.includes('exp_labels'))).to.equal(true)
      expect(own.some((test) => test.includes('exp_alerts: []'))).to.equal(true)
    })

  for (const record of records)
    it(`has a test of what ${record} comes to`, () => {
      expect(tests).to.contain(`expr: ${record}`)
    })

  it('leads from each alert to a page that says what to do', () => {
    const pages = [...rules.matchAll(/runbook: (\S+)/g)].map(([, page = '']) => page)
    expect(pages).to.have.length(alerts.length)
    for (const page of new Set(pages)) expect(existsSync(join(repository, page)), page).to.equal(true)
  })
})

describe('Alertmanager', () => {
  const config = '../alertmanager/alertmanager.yml'

  it('takes its configuration', async () => {
    const { code, said } = await outcomeOf('amtool', 'check-config', config)
    expect(code, said).to.equal(0)
  })

  for (const [severity, receiver] of [
    ['page', 'pager'],
    ['ticket', 'tickets'],
    ['info', 'silent'],
  ] as const)
    it(`leads what is ${severity} to ${receiver}`, async () => {
      const { said } = await outcomeOf(
        'amtool',
        'config',
        'routes',
        'test',
        `--config.file=${config}`,
        `severity=${severity}`,
      )
      expect(said.split('\n')[0]).to.equal(receiver)
    })

  it('gives every alert a severity that it knows', () => {
    const severities = [...rules.matchAll(/severity: (\w+)/g)].map(([, severity]) => severity)
    expect(severities).to.have.length(alerts.length)
    for (const severity of severities) expect(severity).to.be.oneOf(['page', 'ticket', 'info'])
  })
})
