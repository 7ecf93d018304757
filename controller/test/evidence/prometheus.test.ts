import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { expect } from 'chai'
import { checkPrometheus } from '../../src/doctor/check-prometheus.ts'
import { createPrometheus, type MetricAnswer } from '../../src/evidence/prometheus.ts'
import { listen } from '../../src/listen.ts'
import { hasPrometheus, startPrometheus, type RealPrometheus } from '../support/real-prometheus.ts'

async function asked(url: string, query: string, timeoutMs = 5000): Promise<MetricAnswer> {
  const source = createPrometheus({ url, timeoutMs })
  try {
    return await source.ask(query)
  } finally {
    await source.close()
  }
}

describe('a metric of a real Prometheus', () => {
  let prometheus: RealPrometheus | undefined
  before('that this machine has, or else: apt-get install prometheus', async function () {
    if (!(await hasPrometheus())) return this.skip()
    prometheus = await startPrometheus()
  })
  after(() => prometheus?.close())
  const url = (): string => prometheus?.url ?? ''

  for (const [name, query, answer] of [
    ['of one series', 'vector(0.25)', { value: 0.25, says: '0.25' }],
    ['of a scalar', '1 / 3', { value: 1 / 3, says: '0.3333' }],
    ['that is tiny', 'vector(0.0000001234567)', { value: 1.234567e-7, says: '1.235e-7' }],
    [
      'with quotes, blanks and a + in its query',
      'sum(absent(a{b="x y+z&query=2"}))',
      { value: 1, says: '1' },
    ],
    ['without data', 'nothing_of_that_name', { value: null, says: 'no data' }],
    ['without data, or 0', 'sum(nothing_of_that_name) or vector(0)', { value: 0, says: '0' }],
    [
      'of several series',
      'vector(1) or label_replace(vector(2), "a", "b", "", "")',
      { value: null, says: '2 series, where one belongs' },
    ],
    ['divided by nothing', 'vector(0) / 0', { value: null, says: 'NaN is no number that could be judged' }],
    ['that is endless', 'vector(1) / 0', { value: null, says: '+Inf is no number that could be judged' }],
    ['that is a text', '"a"', { value: null, says: 'the query is for a string, where one number belongs' }],
    ['over time', 'up[1m]', { value: null, says: 'the query is for a matrix, where one number belongs' }],
  ] as const)
    it(`is read: one ${name}`, async () => {
      expect(await asked(url(), query)).to.deep.equal(answer)
    })

  it('is refused with the reason that Prometheus has', async () => {
    const { value, says } = await asked(url(), 'sum(rate(')
    expect(value).to.equal(null)
    expect(says).to.match(/^Prometheus says bad_data: .*parse error: unclosed left parenthesis/)
  })

  it('is one that strangler doctor finds well', async () => {
    const [finding] = await checkPrometheus(url(), null)
    expect(finding?.what).to.match(/^it answers within \d+ ms$/)
    expect(finding?.level).to.equal('ok')
  })
})

describe('a Prometheus that is not well', () => {
  const answering = async (behave: RequestListener, then: (url: string) => Promise<void>): Promise<void> => {
    const server = createServer(behave)
    const { url } = await listen(server, 0, '127.0.0.1')
    try {
      await then(url)
    } finally {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    }
  }
  const body =
    (status: number, text: string): RequestListener =>
    (_, res) =>
      void res.writeHead(status).end(text)
  const samples = Array.from({ length: 10_000 }, (_, at) => ({ metric: { at: `${at}` }, value: [1, '1'] }))

  for (const [name, behave, says] of [
    ['is overloaded', body(503, 'Service Unavailable'), /^Prometheus answers 503, and nothing of its API$/],
    ['is another server', body(200, '<html>'), /^Prometheus answers 200, and nothing of its API$/],
    ['tells another shape', body(200, '{"status":"success","data":[]}'), /answers 200, and nothing of its/],
    [
      'gave up on the query',
      body(503, '{"status":"error","errorType":"timeout","error":"query timed\\nout"}'),
      /^Prometheus says timeout: query timed out$/,
    ],
    [
      'has a value that is none',
      body(200, '{"status":"success","data":{"resultType":"scalar","result":[1,""]}}'),
      /is no number that could be judged$/,
    ],
    [
      'has a native histogram',
      body(
        200,
        '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}',
      ),
      /^a histogram, where a number belongs$/,
    ],
    [
      'has far too many series',
      body(200, JSON.stringify({ status: 'success', data: { resultType: 'vector', result: samples } })),
      /^far more than one series, where one belongs$/,
    ],
    ['hangs up', (_, res) => void res.destroy(), /^Prometheus cannot be asked: /],
    ['hangs', () => undefined, /^Prometheus does not answer within 0\.2 s$/],
    [
      'hangs in the middle',
      (_, res) => void res.writeHead(200).write('{"status":'),
      /^Prometheus does not answer within 0\.2 s$/,
    ],
  ] as const satisfies readonly (readonly [string, RequestListener, RegExp])[])
    it(`has no number, and says why, where it ${name}`, () =>
      answering(behave, async (url) => {
        const answer = await asked(url, 'up', 200)
        expect(answer.value).to.equal(null)
        expect(answer.says).to.match(says)
      }))

  it('has none where nobody listens', async () => {
    const { value, says } = await asked('http://127.0.0.1:1', 'up')
    expect(value).to.equal(null)
    expect(says).to.match(/^Prometheus cannot be asked: .*ECONNREFUSED/)
    const [finding] = await checkPrometheus('http://127.0.0.1:1', null)
    expect(finding).to.include({
      level: 'fail',
      remedy: 'see that it runs, and that PROMETHEUS_URL names it',
    })
  })

  it('is asked below the path that its address has', () =>
    answering(
      (req, res) =>
        void res.end(JSON.stringify({ status: 'error', errorType: 'path', error: req.url?.split('?')[0] })),
      async (url) => {
        expect((await asked(`${url}/team/prometheus`, 'up')).says).to.equal(
          'Prometheus says path: /team/prometheus/api/v1/query',
        )
      },
    ))
})
