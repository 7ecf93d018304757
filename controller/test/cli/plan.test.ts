import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import { compileTable, parsePlan } from '@strangler/migration-plan'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { errorIn, run, strangler, stranglerHere } from '../support/strangler.ts'
import { planText, temporaryPlan, type TemporaryPlan } from '../support/temporary-plan.ts'

const MYTHOUGHTS = join(repository, 'migration-plan/plans/mythoughts.yaml')
const SERVICES = Object.fromEntries(
  ['legacy', 'frontend', 'users', 'thoughts', 'static'].map((name) => [
    `${name.toUpperCase()}_URL`,
    `http://${name}:8100`,
  ]),
)
const BROKEN = planText('  - { id: static, match: { pat: /x }, candidate: nwe }')

describe('strangler plan', function () {
  this.timeout(60_000)
  let plan: TemporaryPlan
  before(async () => {
    plan = await temporaryPlan()
    await writeFile(join(plan.folder, 'broken.yaml'), BROKEN)
    await writeFile(join(plan.folder, 'later.yaml'), planText().replace('/search }', '/find }'))
  })
  after(() => plan.remove())

  const here = (...args: string[]) => stranglerHere(['plan', ...args], { cwd: plan.folder })

  describe('check', () => {
    it('says ok of a plan that is', async () => {
      expect(await strangler(['plan', 'check', 'plan.yaml'], { cwd: plan.folder })).to.deep.equal({
        ...{ code: EXIT.ok, stderr: '' },
        stdout: 'ok: plan "example" with 4 routes\n',
      })
      const { stdout } = await here('check', 'plan.yaml', '--json')
      expect(JSON.parse(stdout)).to.deep.equal({ ok: true, plan: 'example', routes: 4 })
    })

    it('tells every problem of one that is not, each with its place and remedy, and how many', async () => {
      const { code, stdout, stderr } = await strangler(['plan', 'check', 'broken.yaml'], { cwd: plan.folder })
      expect({ code, stdout }).to.deep.equal({ code: EXIT.planInvalid, stdout: '' })
      const lines = stderr.trimEnd().split('\n')
      expect(lines.at(-1)).to.equal(
        `strangler: broken.yaml: ${lines.length - 1} problems; mend what stands above`,
      )
      expect(lines.length).to.be.above(3)
      for (const line of lines.slice(0, -1)) expect(line).to.match(/^broken\.yaml:14:\d+: .*; .*/)
    })

    it('gives the same problems as JSON', async () => {
      const [plain, json] = [await here('check', 'broken.yaml'), await here('check', 'broken.yaml', '--json')]
      const { code, problems } = errorIn(json) as {
        code: string
        problems: { file: string; line: number; column: number; what: string; remedy: string }[]
      }
      expect(code).to.equal('ERR_PLAN_INVALID')
      const told = problems.map(
        ({ file, line, column, what, remedy }) => `${file}:${line}:${column}: ${what}; ${remedy}`,
      )
      expect(plain.stderr.split('\n').slice(0, -2)).to.deep.equal(told)
    })

    for (const [file, what] of [
      ['nothing.yaml', 'nothing.yaml: there is no such file; name a plan file'],
      ['.', '.: it is a folder; name a plan file'],
      ['plan.yaml/x', 'plan.yaml/x: a part of its path is no folder; name a plan file'],
    ] as const)
      it(`refuses ${file}, which is no file, in one line`, async () => {
        const expected = { code: EXIT.planInvalid, stdout: '', stderr: `strangler: ${what}\n` }
        expect(await here('check', file)).to.deep.equal(expected)
        expect(errorIn(await here('check', file, '--json'))).to.include({ code: 'ERR_PLAN_UNREADABLE' })
      })

    it('takes addresses from the environment of the command', async () => {
      await writeFile(
        join(plan.folder, 'variable.yaml'),
        planText().replace('new: { url: http://127.0.0.1:9', "new: { url: '${NEW_URL}'"),
      )
      const args = ['plan', 'check', 'variable.yaml']
      const unset = await stranglerHere(args, { cwd: plan.folder })
      expect(unset.code).to.equal(EXIT.planInvalid)
      expect(unset.stderr).to.contain('NEW_URL')
      const env = { NEW_URL: 'http://127.0.0.1:9' }
      expect(await stranglerHere(args, { cwd: plan.folder, env })).to.include({ code: EXIT.ok })
    })
  })

  describe('explain', () => {
    it('tells which route a request belongs to and why, in sentences', async () => {
      const { code, stdout } = await strangler(['plan', 'explain', '/search', '-f', 'plan.yaml'], {
        cwd: plan.folder,
      })
      expect(code).to.equal(EXIT.ok)
      expect(stdout).to.equal(
        'Route "search" claims it: the path is exactly /search.\n' +
          'It stands at stage legacy, weight 0: legacy "old" answers all of it.\n' +
          'Behind the edge: HAProxy serves it by itself: nothing of the route needs more. Where the strangler-proxy is the front, it serves all.\n',
      )
    })

    it('takes a URL, a method and a user as well', async () => {
      const url = 'HTTP://example.org/admin/users?x=1#top'
      const { stdout } = await here('explain', url, '-f', 'plan.yaml', '-m', 'post', '-u', 'ann', '--json')
      const told = JSON.parse(stdout) as { path: string; route: { id: string }; answers: unknown[] }
      expect(told).to.deep.include({ ok: true, path: '/admin/users', answers: [] })
      expect(told.route.id).to.equal('admin')
    })

    it('tells of a request that every plane refuses', async () => {
      const { code, stdout } = await here('explain', '/a/../admin/', '-f', 'plan.yaml')
      expect(code).to.equal(EXIT.ok)
      expect(stdout).to.match(/^Every plane refuses the request with 400: /)
    })
  })

  describe('diff', () => {
    it('tells what changes from one plan to another', async () => {
      const text = 'route "search": match.path changes from "/search" to "/find"'
      const plain = await strangler(['plan', 'diff', 'plan.yaml', 'later.yaml'], { cwd: plan.folder })
      expect(plain).to.deep.equal({ code: EXIT.ok, stdout: `${text}\n`, stderr: '' })
      const { stdout } = await here('diff', 'plan.yaml', 'later.yaml', '--json')
      expect(JSON.parse(stdout)).to.deep.equal({
        changes: [
          {
            ...{ subject: 'route', name: 'search', kind: 'changed', field: 'match.path' },
            ...{ from: '/search', to: '/find', text },
          },
        ],
      })
    })

    it('tells that nothing changes', async () => {
      expect(await here('diff', 'plan.yaml', 'plan.yaml')).to.include({ stdout: 'no difference\n' })
      const { stdout } = await here('diff', 'plan.yaml', 'plan.yaml', '--json')
      expect(JSON.parse(stdout)).to.deep.equal({ changes: [] })
    })

    it('refuses a bad plan on either side', async () => {
      for (const files of [
        ['broken.yaml', 'plan.yaml'],
        ['plan.yaml', 'broken.yaml'],
      ])
        expect(await here('diff', ...files)).to.include({ code: EXIT.planInvalid, stdout: '' })
    })
  })

  describe('render', () => {
    it('prints the table of a plan as it begins', async () => {
      const { stdout } = await strangler(['plan', 'render', 'table', 'plan.yaml'], { cwd: plan.folder })
      expect(stdout.split('\n').slice(0, 3)).to.deep.equal([
        'table of plan "example", version 1',
        'ROUTE      MATCH      LEGACY  CANDIDATE  STAGE   WEIGHT',
        'static     /static/*  old     new        legacy  0',
      ])
      const json = await here('render', 'table', 'plan.yaml', '--json')
      const parsed = parsePlan(planText())
      expect(parsed.ok && JSON.parse(json.stdout)).to.deep.equal(
        parsed.ok && compileTable(parsed.plan, {}, 1),
      )
    })

    it('prints a haproxy.cfg that listens where the environment says', async () => {
      const env = { EDGE_HOST: '127.0.0.9', EDGE_PORT: '8123', STATS_PORT: '8124' }
      const { stdout } = await stranglerHere(['plan', 'render', 'haproxy', 'plan.yaml'], {
        ...{ cwd: plan.folder, env },
      })
      expect(stdout).to.contain('bind 127.0.0.9:8123').and.to.contain('bind 127.0.0.1:8124')
      const json = JSON.parse((await here('render', 'haproxy', 'plan.yaml', '--json')).stdout) as object
      expect(json)
        .to.have.property('haproxy.cfg')
        .that.matches(/bind 127\.0\.0\.1:8000/)
    })

    it('makes a folder that HAProxy accepts, and tells how to start it', async () => {
      const { code, stdout } = await strangler(
        ['plan', 'render', 'haproxy', 'plan.yaml', '--directory', 'edge', '--json'],
        { cwd: plan.folder },
      )
      expect(code).to.equal(EXIT.ok)
      const { directory, start } = JSON.parse(stdout) as { directory: string; start: string[] }
      expect(directory).to.equal(join(plan.folder, 'edge'))
      expect(start.at(-1)).to.equal(join(directory, 'haproxy.cfg'))
      expect(await run([...start, '-c'])).to.deep.include({ code: 0 })
    })

    it('leaves alone what lives in a folder already', async () => {
      const again = ['render', 'haproxy', 'plan.yaml', '--directory', 'taken']
      expect((await here(...again)).code).to.equal(EXIT.ok)
      const config = join(plan.folder, 'taken', 'haproxy.cfg')
      await writeFile(config, '# mine')
      const { code, stderr } = await here(...again)
      expect(code).to.equal(EXIT.usage)
      expect(stderr).to.match(/^strangler: .*taken: an edge lives there already; name another folder.*\n$/)
      expect(await readFile(config, 'utf8')).to.equal('# mine')
    })

    it('refuses a folder that cannot be, and makes none', async () => {
      const long = 'x'.repeat(80)
      const { code, stderr } = await here('render', 'haproxy', 'plan.yaml', '-d', long)
      expect(code).to.equal(EXIT.usage)
      expect(stderr).to.contain('at most 80 bytes')
      expect(await here('render', 'haproxy', 'plan.yaml', '-d', 'plan.yaml')).to.include({
        code: EXIT.usage,
      })
      expect(await readdir(plan.folder)).not.to.contain(long)
    })

    it('refuses ports that are none, all at once', async () => {
      const options = { cwd: plan.folder, env: { EDGE_PORT: 'http', STATS_PORT: '99999' } }
      const { code, stderr } = await stranglerHere(['plan', 'render', 'haproxy', 'plan.yaml'], options)
      expect(code).to.equal(EXIT.environment)
      expect(stderr.split('\n').slice(0, 3)).to.deep.equal([
        'EDGE_PORT: is no port; use a number from 0 to 65535',
        'STATS_PORT: is no port; use a number from 0 to 65535',
        'strangler: environment: 2 of its variables cannot be used; mend what stands above',
      ])
    })

    it('prints HTTPRoutes for a Gateway, as documents or as a List', async () => {
      const env = {
        KUBERNETES_GATEWAY: 'edge/public:https',
        KUBERNETES_PROXY: 'strangler-proxy:8080',
        ...SERVICES,
      }
      const args = ['plan', 'render', 'k8s', MYTHOUGHTS]
      const { stdout, stderr } = await stranglerHere(args, { env })
      expect(stdout.match(/^kind: HTTPRoute$/gm)).to.have.length(12)
      expect(stderr).to.contain(
        'strangler: warning: route "admin": the Gateway matches paths as it reads them',
      )
      const json = JSON.parse((await stranglerHere([...args, '--json'], { env })).stdout) as {
        readonly kind: string
        readonly items: readonly { readonly spec: { readonly parentRefs: readonly unknown[] } }[]
      }
      expect(json.kind).to.equal('List')
      expect(json.items[0]?.spec.parentRefs[0]).to.include({
        namespace: 'edge',
        name: 'public',
        sectionName: 'https',
      })
    })

    it('tells every reason why no Gateway can serve the plan', async () => {
      const env = { KUBERNETES_GATEWAY: 'public' }
      const { code, stderr } = await stranglerHere(['plan', 'render', 'k8s', MYTHOUGHTS], { env })
      expect(code).to.equal(EXIT.planInvalid)
      expect(stderr.match(/^upstream "\w+": http:\S+ is no Service;/gm)).to.have.length(5)
      expect(stderr).to.contain('strangler: no Gateway can serve plan "mythoughts"; mend what stands above')
    })

    it('asks for the Gateway, and refuses names that are none', async () => {
      const none = await stranglerHere(['plan', 'render', 'k8s', MYTHOUGHTS])
      expect(none).to.include({ code: EXIT.environment })
      expect(none.stderr).to.contain('KUBERNETES_GATEWAY is not set; name the Gateway')
      const env = { KUBERNETES_GATEWAY: 'a/b/c', KUBERNETES_PROXY: 'proxy', KUBERNETES_NAMESPACE: '-' }
      const { stderr } = await stranglerHere(['plan', 'render', 'k8s', MYTHOUGHTS], { env })
      expect(stderr.split('\n').slice(0, 3)).to.deep.equal([
        'KUBERNETES_GATEWAY: is no Gateway; use name, namespace/name or namespace/name:listener',
        'KUBERNETES_NAMESPACE: is no namespace',
        'KUBERNETES_PROXY: is no port of a Service; use service:port',
      ])
    })
  })
})
