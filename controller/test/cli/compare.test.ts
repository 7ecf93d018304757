import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { openApi, TOKENS, type TestApi } from '../support/api.ts'
import { openOffice, type Office } from '../support/office.ts'
import { aReportOf } from '../support/reports.ts'
import { errorIn, stranglerHere, type Run } from '../support/strangler.ts'
import { planText, temporaryPlan } from '../support/temporary-plan.ts'

describe('strangler compare', function () {
  this.timeout(60_000)
  let office: Office
  let api: TestApi
  const report = aReportOf('one')
  const example = report.batches[0]?.examples[0]?.id ?? ''
  before(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
    const compare = 'compare: { sample: 10%, rules: [{ ignore: $.time }, { unordered: $.tags }] }'
    const ruled = planText()
      .replace('/static/* },', `/static/* }, ${compare},`)
      .replace('after: [static]', 'after: [static], compare: { rules: [{ ignore: $.id }] }')
    await office.plan.write(ruled)
    await office.controller().reload()
    office.a.reports(report)
    await eventually(async () => (await compareJson('list', 'static'))['pairs'] === 1000)
  })
  after(async () => {
    await api.close()
    await office.close()
  })

  const compare = (...args: string[]): Promise<Run> =>
    stranglerHere(['compare', ...args, '--url', api.url, '--token', TOKENS.viewer])
  async function compareJson(...args: string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await compare(...args, '--json')
    expect(code, stderr).to.equal(EXIT.ok)
    return JSON.parse(stdout) as Record<string, unknown>
  }

  it('shows how many answers of each route mismatch', async () => {
    const { code, stdout } = await compare()
    expect(code).to.equal(EXIT.ok)
    expect(stdout).to.match(/^since \d{4}-\S+Z\n\nROUTE +PAIRS +MISMATCHES +RATE +AT MOST +REAL /)
    expect(stdout).to.match(/\nstatic +1000 +20 +2\.00% +2\.\d\d% +1 +0 +1 +10 -> 20 +5\n$/)
  })

  it('shows what differs on a route, with the verdict and what to look at', async () => {
    const { stdout } = await compare('static')
    expect(stdout).to.match(
      /\n1000 compared, 890 equal, 20 mismatch: 2\.00%, at most 2\.\d\d% with 95 % confidence\n/,
    )
    expect(stdout).to.contain('\n4 not compared: busy\n')
    expect(stdout).to.match(
      /\nreal {2}value at \$\.price\n {2}the candidate shows it in 20 of 1000.*that is no noise\n {2}legacy has "one", the candidate has "other"\n/,
    )
    expect(stdout).to.contain(`\n  strangler compare show ${example}\n`)
    expect(stdout.indexOf('noise  value at $.time')).to.be.above(stdout.indexOf('real  value'))
  })

  it('shows a pair side by side, where it differs', async () => {
    const { code, stdout } = await compare('show', example)
    expect(code).to.equal(EXIT.ok)
    expect(stdout).to.match(/^GET \/static\/a\?b=1 {2}route static, /)
    expect(stdout).to.contain('\nlegacy answered 200 in 10 ms, candidate 200 in 20 ms\n')
    expect(stdout).to.contain('\nvalue at $.price\n  legacy: one\n  candidate: other\n')
    expect(stdout).to.match(/\nbody\n\{ +\{\n {2}"price": 1 +\| {3}"price": 2\n\} +\}\n$/)
    expect(stdout).not.to.contain('content-type')
    expect((await compare('show', 'x')).code).to.equal(EXIT.usage)
  })

  it('passes or fails by the rate that was seen, or by how high it may be', async () => {
    const assertion = (...args: string[]): Promise<Run> => compare('assert', 'static', ...args)
    const passed = await assertion('--max-mismatch', '2%', '--min', '1000')
    expect(passed.code).to.equal(EXIT.ok)
    expect(passed.stdout).to.match(
      /^static: ok, 20 of 1000 mismatch: 2\.00%, at most 2\.\d\d% with 95 % confidence; allowed is 2\.00%\n$/,
    )
    const failed = await assertion('--max-mismatch', '1.9%', '--json')
    expect(failed.code).to.equal(EXIT.mismatch)
    expect(errorIn(failed)).to.include({ code: 'ERR_CLI_MISMATCH', mismatches: 20, pairs: 1000 })
    expect((await assertion('--max-mismatch', '2%', '--bound')).code).to.equal(EXIT.mismatch)
    const few = await assertion('--max-mismatch', '2%', '--min', '1001')
    expect(few.code).to.equal(EXIT.tooFew)
    expect(few.stderr).to.contain(
      'that is fewer than 1001 comparisons; none is compared before its shadow: strangler shadow static',
    )
    const search = await compare('assert', 'search', '--min', '0')
    expect(search.code).to.equal(EXIT.tooFew)
    expect(search.stderr).to.contain('; none is compared: give the route a compare.sample in the plan')
    expect((await compare('assert', 'admin')).stderr).to.contain('; it has no two sides to compare')
    for (const args of [
      ['--max-mismatch', '101%'],
      ['--max-mismatch', 'few'],
      ['--min', '-1'],
    ])
      expect((await assertion(...args)).code).to.equal(EXIT.usage)
  })

  it('shows how often each rule fired, and suggests further ones as YAML', async () => {
    expect((await compare('rules', 'static')).stdout).to.equal(
      'FIRED  RULE\n12     {"ignore":"$.time"}\nnever  {"unordered":"$.tags"}\n',
    )
    expect((await compare('rules', 'admin')).stdout).to.equal('the plan has no rules for this route\n')
    expect((await compare('suggest', 'static')).stdout).to.equal(
      [
        ...['compare:', '  rules:'],
        '    # the candidate shows it in 100 of 1000, legacy against itself in 100 of 1000: legacy does so by itself',
        '    - {"ignore":"$.time"}\n',
      ].join('\n'),
    )
    expect((await compare('suggest', 'search')).stdout).to.match(/^# nothing to suggest/)
    expect((await compare('rules')).stdout).to.equal(
      [
        'ROUTE   FIRED         RULE',
        'static  12            {"ignore":"$.time"}',
        'static  never         {"unordered":"$.tags"}',
        'search  not compared  {"ignore":"$.id"}\n',
      ].join('\n'),
    )
  })

  it('tries the rules of a plan file on the pairs that are kept', async () => {
    const tried = async (rules: string): Promise<Run> => {
      const compared = `compare: { sample: 10%, rules: [${rules}] }`
      const plan = await temporaryPlan(planText().replace('/static/* },', `/static/* }, ${compared},`))
      try {
        return await compare('replay', 'static', '--plan', plan.file)
      } finally {
        await plan.remove()
      }
    }
    const quiet = await tried(
      '{ tolerance: { at: $.price, numeric: 1 } }, { ignore: $.time }, { ignore: $.x }',
    )
    expect(quiet.code, quiet.stderr).to.equal(EXIT.ok)
    expect(quiet.stdout).to.equal(
      [
        'static: 2 examples compared again, 2 would be equal',
        '{"tolerance":{"at":"$.price","numeric":1}}: fires in 2',
        '  silences value at $.price',
        '{"ignore":"$.time"}: fires in 1',
        '  silences value at $.time',
        '{"ignore":"$.x"}: never fires\n',
      ].join('\n'),
    )
    const loud = await tried('{ ignore: $.time }')
    expect(loud.code).to.equal(EXIT.mismatch)
    expect(loud.stdout).to.contain('real  value at $.price would still differ\n  strangler compare show ')
    expect(loud.stderr).to.contain('1 difference would stay that no noise explains')
    expect((await compare('replay', 'static')).code).to.equal(EXIT.usage)
  })

  it('hands examples on as a page that stands alone, an HTTP archive, or JSON a line', async () => {
    const page = (await compare('export', 'static')).stdout
    expect(page).to.match(/^<!doctype html>/)
    expect(page).to.contain('<h2>GET /static/b?&lt;script&gt;</h2>').and.not.to.contain('<script')
    expect(page).to.contain('<td>value at $.price</td><td><pre>one</pre></td>')
    const har = JSON.parse((await compare('export', 'static', '--format', 'har')).stdout) as {
      log: { version: string; entries: { request: object; response: object }[] }
    }
    expect(har.log).to.include({ version: '1.2' }).and.to.have.property('entries').with.length(4)
    expect(har.log.entries.map(({ request }) => request)).to.deep.include.members([
      { ...har.log.entries[0]?.request, url: 'http://shop.example/static/b?<script>' },
    ])
    const lines = (await compare('export', 'static', '--format', 'jsonl')).stdout.trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).to.include(example)
    expect((await compare('export', 'search', '--format', 'jsonl')).stdout).to.equal('')
    expect((await compare('export', 'static', '--format', 'pdf')).code).to.equal(EXIT.usage)
    expect((await compare('export', 'statik')).code).to.equal(EXIT.usage)
  })

  it('names the likely route, and refuses what is no time', async () => {
    expect((await compare('statik')).stderr).to.contain('did you mean "static"?')
    expect((await compare('--since', 'yesterday')).stderr).to.contain('give a duration such as 24h')
  })
})
