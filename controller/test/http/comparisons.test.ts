import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { errorOf, openApi, type ApiAnswer, type TestApi } from '../support/api.ts'
import { openOffice, type Office } from '../support/office.ts'
import { contradictions, type OpenapiDocument } from '../support/openapi.ts'
import { aReportOf } from '../support/reports.ts'
import { planText } from '../support/temporary-plan.ts'

describe('the API of comparisons', function () {
  this.timeout(60_000)
  let office: Office
  let api: TestApi
  let document: OpenapiDocument
  const report = aReportOf('one')
  before(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
    document = (await api.ask('GET', '/api/v1/openapi.json')).json as OpenapiDocument
    const rules = '[{ ignore: $.time }, { tolerance: { at: $.price, numeric: 1 } }]'
    await office.plan.write(
      planText().replace(
        'match: { path: /static/* },',
        `match: { path: /static/* }, compare: { sample: 10%, rules: ${rules} },`,
      ),
    )
    await office.controller().reload()
    office.a.reports(report)
    await eventually(async () => (await list())['pairs'] === 1000)
  })
  after(async () => {
    await api.close()
    await office.close()
  })

  async function call(
    path: string,
    { route = 'static', query = '' } = {},
  ): Promise<ApiAnswer & { readonly body: Record<string, unknown> }> {
    const answer = await api.ask('GET', `/api/v1${path.replace(/\{\w+\}/, route)}${query}`, { as: 'viewer' })
    expect(contradictions(document, 'GET', path, answer), answer.text).to.deep.equal([])
    return { ...answer, body: answer.json as Record<string, unknown> }
  }

  async function list(query = ''): Promise<Record<string, unknown>> {
    const { body } = await call('/comparisons', { query })
    return (body['routes'] as Record<string, unknown>[])[0] ?? {}
  }

  it('tells with GET /comparisons how many pairs mismatch, noise left out, and how sure that is', async () => {
    const summary = await list()
    expect(summary).to.deep.include({
      ...{
        route: 'static',
        pairs: 1000,
        equal: 890,
        partial: 3,
        mismatches: 20,
        rate: 0.02,
        legacyPairs: 1000,
      },
      signatures: { real: 1, undecided: 0, noise: 1 },
      shed: { busy: 4, 'shadow-failed': 1 },
    })
    expect(summary['bound']).to.be.within(0.027, 0.03)
    expect(summary).to.have.nested.property('latency.verdict', 'slower')
    expect(summary).to.have.nested.property('latency.candidate.p50', 20)
  })

  it('counts from the time on that is asked for', async () => {
    expect(
      await list(`?since=${encodeURIComponent(new Date(Date.now() + 120_000).toISOString())}`),
    ).to.include({
      ...{ route: 'static', pairs: 0, rate: null, bound: 1 },
    })
    expect(await list('?since=1h')).to.include({ pairs: 1000 })
    const { status, body } = await call('/comparisons', { query: '?since=yesterday' })
    expect(status).to.equal(400)
    expect(body)
      .to.have.nested.property('error.message')
      .that.matches(/^query\.since: is no time; give a duration such as 24h/)
  })

  it('ranks with GET /comparisons/{route} what differs, with a verdict in words and examples', async () => {
    const { body } = await call('/comparisons/{route}')
    expect(body).to.deep.include({ route: 'static', mismatches: 20, more: false })
    const [real, noise] = body['differences'] as Record<string, unknown>[]
    expect(real).to.deep.include({
      ...{ signature: 'static value $.price', kind: 'value', place: '$.price', verdict: 'real' },
      sentence: 'the candidate shows it in 20 of 1000, legacy against itself in 0 of 1000: that is no noise',
      candidate: { differing: 20, of: 1000 },
      values: { legacy: 'one', candidate: 'other' },
      examples: [report.batches[0]?.examples[0]?.id],
    })
    expect(noise).to.deep.include({ place: '$.time', verdict: 'noise', legacy: { differing: 100, of: 1000 } })
    const { body: one } = await call('/comparisons/{route}', { query: '?limit=1' })
    expect(one).to.include({ more: true }).and.to.have.property('differences').with.length(1)
  })

  it('lists examples, of one difference if asked, and gives each whole', async () => {
    const { body } = await call('/comparisons/{route}/examples')
    expect(body['examples']).to.have.length(2)
    const query = `?signature=${encodeURIComponent('static value $.price')}`
    const { body: own } = await call('/comparisons/{route}/examples', { query })
    expect(own).to.have.nested.property('examples[0].target', '/static/a?b=1')
    expect(own['examples']).to.have.length(1)
    const id = report.batches[0]?.examples[0]?.id ?? ''
    const { body: example } = await call('/examples/{id}', { route: id })
    expect(example).to.deep.include({ id, route: 'static', more: false })
    expect(example).to.have.nested.property('candidate.body', '{"price":2}')
    expect(example).to.have.nested.property('differences[0].place', '$.price')
  })

  it('tells how often each rule of the plan fired, and names those that never did', async () => {
    const { body } = await call('/comparisons/{route}/rules')
    expect(body['rules']).to.deep.equal([
      { rule: '{"ignore":"$.time"}', times: 12 },
      { rule: '{"tolerance":{"at":"$.price","numeric":1}}', times: 0 },
    ])
  })

  it('suggests rules for noise alone', async () => {
    const { body } = await call('/comparisons/{route}/suggestions')
    expect(body['suggestions']).to.deep.equal([
      {
        rule: '{"ignore":"$.time"}',
        reason:
          'the candidate shows it in 100 of 1000, legacy against itself in 100 of 1000: legacy does so by itself',
      },
    ])
  })

  it('refuses what there is not', async () => {
    for (const path of ['', '/examples', '/rules', '/suggestions'].map(
      (end) => `/comparisons/{route}${end}`,
    )) {
      const answer = await call(path, { route: 'statik' })
      expect(answer.status).to.equal(404)
      expect(errorOf(answer)).to.include({ code: 'ERR_ROUTE_UNKNOWN', remedy: 'did you mean "static"?' })
    }
    for (const id of ['x', randomUUID()])
      expect(errorOf(await call('/examples/{id}', { route: id }))).to.include({ code: 'ERR_EXAMPLE_UNKNOWN' })
  })

  it('tries rules with POST /comparisons/{route}/replay, and refuses what is none', async () => {
    const path = '/comparisons/{route}/replay'
    const tried = async (body: unknown, route = 'static'): Promise<ApiAnswer> => {
      const answer = await api.ask('POST', `/api/v1/comparisons/${route}/replay`, { as: 'viewer', body })
      expect(contradictions(document, 'POST', path, answer), answer.text).to.deep.equal([])
      return answer
    }
    const { status, json } = await tried({ rules: [{ tolerance: { at: '$.price', numeric: 1 } }] })
    expect(status).to.equal(200)
    expect(json).to.deep.include({ route: 'static', examples: 2, equal: 1 })
    expect((json as { differences: object[] }).differences).to.have.length(1)
    for (const rule of [{ ignore: '$.[' }, { ignore: 7 }, { forget: '$' }, {}, 'x', { ignore: '\u0000' }]) {
      const refused = await tried({ rules: [rule] })
      expect(refused.status, JSON.stringify(rule)).to.equal(400)
      expect(errorOf(refused).code).to.equal('ERR_REQUEST_INVALID')
    }
    expect((await tried({ rules: [], limit: 0 })).status).to.equal(400)
    expect((await tried({ rules: [] }, 'statik')).status).to.equal(404)
  })
})
