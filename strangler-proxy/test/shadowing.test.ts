import type { RequestListener } from 'node:http'
import type { Batch, Report } from '@strangler/comparison'
import {
  signShadow,
  SHADOW_HEADER,
  type CompareRule,
  type RouteTable,
  type Stage,
} from '@strangler/migration-plan'
import { expect } from 'chai'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { startProxy, type TestProxy } from './support/proxy.ts'
import { startUpstream, type TestUpstream } from './support/upstream.ts'

const KEY = 's'.repeat(32)

interface Got {
  readonly method: string
  readonly url: string
  readonly mark: string | undefined
  readonly requestId: string
  readonly body: string
}

describe('shadowing at the proxy', function () {
  // On a machine that is busy with others, a proxy may be short of time, and then compares fewer pairs.
  this.retries(3)
  const upstreams: TestUpstream[] = []
  const got: Record<'old' | 'new', Got[]> = { old: [], new: [] }
  let proxy: TestProxy
  let version = 0
  let answers: Record<'old' | 'new', RequestListener>
  let urls: Record<'old' | 'new', string>

  const plain =
    (text: string): RequestListener =>
    (_, res) =>
      res.setHeader('Content-Type', 'text/plain').end(text)
  /** An upstream that notes what it is asked, and answers as the test has it. */
  const start = async (name: 'old' | 'new'): Promise<string> => {
    const upstream = await startUpstream(name, {
      handle(req, res) {
        let body = ''
        req.setEncoding('latin1').on('data', (chunk: string) => (body += chunk))
        req.on('end', () => {
          const { method = '', url = '', headers } = req
          const mark = headers[SHADOW_HEADER.toLowerCase()] as string | undefined
          got[name].push({ method, url, mark, requestId: String(headers['x-request-id']), body })
          answers[name](req, res)
        })
      },
    })
    upstreams.push(upstream)
    return upstream.url
  }
  /** What differed in so many pairs. */
  const signaturesOf = async (pairs: number): Promise<readonly string[]> => {
    const { findings } = await learned(pairs)
    return findings.flatMap(({ outcomes }) => outcomes).flatMap(({ signatures }) => signatures)
  }
  /** How many of so many requests the candidate was asked, too, by the time that they are answered. */
  const askedOf = async (times: number): Promise<number> => {
    const before = got.new.length
    for (let time = 0; time < times; time++) await proxy.get('/a')
    return got.new.length - before
  }
  const serve = (
    sample: number,
    stage: Stage = 'shadow',
    weight = 0,
    { dryRun = false, rules = [] }: { dryRun?: boolean; rules?: readonly CompareRule[] } = {},
  ): Promise<void> => {
    const made = tableOf({
      upstreams: { old: { url: urls.old }, new: { url: urls.new, dryRun } },
      routes: [{ id: 'a', match: { path: '/a' } }],
      version: ++version,
    })
    const routes = made.routes.map((route) =>
      route.id === 'a' ? { ...route, stage, weight, compare: { ...route.compare, sample, rules } } : route,
    )
    return proxy.apply({ ...made, routes } satisfies RouteTable)
  }
  const report = async (after = 0, instance = ''): Promise<Report> =>
    (await (
      await fetch(`${proxy.adminUrl}/comparisons?after=${after}`, {
        headers: { 'x-strangler-instance': instance },
      })
    ).json()) as Report
  /** What was learned since the last call; waits for so many pairs, or so many shed. Throws if the proxy is short of time. */
  const learned = async (pairs: number, shed = 0): Promise<Omit<Batch, 'number'>> => {
    const all: Batch[] = []
    let acknowledged = 0
    const outcome = await eventually(async () => {
      const { instance, batches } = await report(acknowledged, known)
      known = instance
      all.push(...batches.filter(({ number }) => number > last))
      last = acknowledged = Math.max(last, ...batches.map(({ number }) => number))
      const findings = all.flatMap((batch) => batch.findings)
      const sheds = all.flatMap((batch) => batch.shed)
      if (sheds.some(({ cause }) => cause === 'busy')) return 'busy'
      return pairsOf({ findings }) >= pairs && sum(sheds) >= shed ? 'enough' : null
    })
    if (outcome === 'busy') throw new Error('the proxy was too busy to compare')
    return {
      findings: all.flatMap(({ findings }) => findings),
      signatures: all.flatMap(({ signatures }) => signatures),
      examples: all.flatMap(({ examples }) => examples),
      shed: all.flatMap((batch) => batch.shed),
    }
  }
  let known = ''
  let last = 0
  const sum = (counted: readonly { readonly count: number }[]): number =>
    counted.reduce((total, { count }) => total + count, 0)
  const pairsOf = ({ findings }: Pick<Batch, 'findings'>, against = 'candidate'): number =>
    sum(findings.filter((each) => each.against === against).flatMap(({ outcomes }) => outcomes))

  const statusesIn = ({ examples }: Omit<Batch, 'number'>): readonly string[] =>
    examples.map(({ pair }) => `${pair.legacy.status} ${pair.candidate.status}`)

  before(async () => {
    urls = { old: await start('old'), new: await start('new') }
  })
  after(async () => {
    for (const upstream of upstreams) await upstream.close()
  })
  // One that still has pairs of the test before would tell of them, too.
  beforeEach(async () => {
    got.old = []
    got.new = []
    answers = { old: plain('same'), new: plain('same') }
    proxy = await startProxy(null, { SHADOW_KEY: KEY, TRUSTED_PEERS: '127.0.0.1' })
    known = ''
    last = 0
  })
  afterEach(() => proxy.stop())

  it('asks the candidate what users ask of legacy, and finds both alike', async () => {
    await serve(100)
    for (let times = 0; times < 40; times++) expect((await proxy.get('/a?x=1')).body).to.equal('same')
    const told = await learned(40)
    expect(pairsOf(told)).to.equal(40)
    expect(told.findings.flatMap(({ outcomes }) => outcomes.map(({ signatures }) => signatures))).to.satisfy(
      (sets: string[][]) => sets.every((set) => set.length === 0),
    )
    expect(told).to.deep.include({ signatures: [], examples: [], shed: [] })
    expect(got.new.length).to.equal(40)
    expect(new Set(got.new.map(({ url, mark }) => `${url} ${String(mark)}`))).to.deep.equal(
      new Set(['/a?x=1 undefined']),
    )
    expect(got.old.length).to.equal(40 + pairsOf(told, 'legacy'))
  })

  it('asks under the request id of the user', async () => {
    await serve(100)
    await proxy.get('/a', { 'x-request-id': 'one-and-the-same' })
    await learned(1)
    expect(got.new.map(({ requestId }) => requestId)).to.deep.equal(['one-and-the-same'])
  })

  it('finds what is different, and keeps an example without its secrets', async () => {
    await serve(100)
    answers = { old: plain('price 10'), new: plain('price 12') }
    await proxy.get('/a', { cookie: 'session=very-secret-cookie' })
    const { signatures, examples } = await learned(1)
    const [found] = signatures
    expect(found).to.deep.include({ route: 'a' })
    const [example] = examples
    expect(example?.pair.legacy.body).to.equal('price 10')
    expect(example?.pair.candidate.body).to.equal('price 12')
    expect(JSON.stringify(examples)).not.to.contain('very-secret-cookie')
  })

  it('compares no more than the sample, and nothing while the route stands at legacy', async () => {
    await serve(30)
    for (let times = 0; times < 200; times++) await proxy.get('/a')
    await serve(100, 'legacy')
    await proxy.get('/a?legacy')
    await serve(0)
    await proxy.get('/a?none')
    await serve(100)
    await proxy.get('/a?all')
    const asked = (url: string): number => got.new.filter((each) => each.url === url).length
    await eventually(() => asked('/a?all') === 1)
    // 60, give or take more than five standard deviations.
    expect(asked('/a')).to.be.within(20, 100)
    expect([asked('/a?legacy'), asked('/a?none')]).to.deep.equal([0, 0])
  })

  it('compares what the edge chose, whatever the sample', async () => {
    await serve(0.01)
    for (let times = 0; times < 20; times++) await proxy.get('/a', { 'x-strangler-compare': '1' })
    await learned(20)
    expect(got.new.length).to.equal(20)
  })

  it('asks legacy once the candidate answers, and knows which side is which', async () => {
    await serve(100, 'live', 100)
    answers = { old: plain('old'), new: plain('new') }
    expect((await proxy.get('/a')).body).to.equal('new')
    const { examples } = await learned(1)
    expect(examples[0]?.pair.legacy.body).to.equal('old')
    expect(examples[0]?.pair.candidate.body).to.equal('new')
  })

  it('asks once more where the answers differ: the user may have done something in between', async () => {
    await serve(100)
    let isLoggedIn = true
    answers.old = (_, res) => {
      res.writeHead(isLoggedIn ? 200 : 302).end()
      isLoggedIn = false
    }
    answers.new = (_, res) => res.writeHead(302).end()
    await proxy.get('/a')
    expect(statusesIn(await learned(1))).to.deep.equal([])
    answers.old = (_, res) => res.writeHead(200).end()
    await proxy.get('/a')
    expect(statusesIn(await learned(1))).to.deep.equal(['200 302'])
  })

  it('compares answers that are equal byte for byte, too, where the candidate is to use another name', async () => {
    await serve(100, 'shadow', 0, { rules: [{ kind: 'rename', at: 'header:x-old', to: 'X-New' }] })
    answers.old = answers.new = (_, res) => res.setHeader('X-Old', '1').end('same')
    await proxy.get('/a')
    const { findings } = await learned(1)
    const outcomes = findings.flatMap((each) => (each.against === 'candidate' ? each.outcomes : []))
    expect(outcomes.flatMap(({ signatures }) => signatures)).to.include('a header-missing header:x-old')
  })

  it('counts by what a rule says, whatever number it has in the plan of the day', async () => {
    const [same, other] = [
      { kind: 'ignore', at: 'header:x-same' },
      { kind: 'ignore', at: 'header:x-side' },
    ] as const
    answers.old = (_, res) => res.setHeader('X-Side', 'old').end('same')
    answers.new = (_, res) => res.setHeader('X-Side', 'new').end('same')
    await serve(100, 'shadow', 0, { rules: [same, other] })
    await proxy.get('/a')
    await serve(100, 'shadow', 0, { rules: [other] })
    await proxy.get('/a')
    const { findings } = await learned(2)
    const fired = findings.flatMap((each) => (each.against === 'candidate' ? each.ruledOut : []))
    expect(new Set(fired.map(({ rule }) => rule))).to.deep.equal(new Set(['{"ignore":"header:x-side"}']))
    expect(fired.reduce((total, { times }) => total + times, 0)).to.equal(2)
  })

  it('sends no write twice, unless the candidate runs it dry: then signed', async () => {
    await serve(100)
    await proxy.get('/a', {}, 'POST', 'text=1')
    expect(got.new).to.deep.equal([])
    await serve(100, 'shadow', 0, { dryRun: true })
    answers.new = (_, res) =>
      res.setHeader(SHADOW_HEADER, 'dry-run').setHeader('Content-Type', 'text/plain').end('same')
    await proxy.get('/a', { 'x-request-id': 'w1' }, 'POST', 'text=2')
    const told = await learned(1)
    expect(told.findings.flatMap(({ outcomes }) => outcomes)).to.deep.equal([{ signatures: [], count: 1 }])
    const [shadow] = got.new
    expect(shadow).to.include({ method: 'POST', body: 'text=2' })
    const [expiry = ''] = (shadow?.mark ?? '').split('.')
    const request = { method: 'POST', target: '/a', requestId: 'w1', body: Buffer.from('text=2') }
    expect(shadow?.mark).to.equal(signShadow(KEY, request, Number(expiry)))
  })

  it('counts an answer that was not dry as none', async () => {
    await serve(100, 'shadow', 0, { dryRun: true })
    await proxy.get('/a', {}, 'POST', 'x=1')
    const { shed } = await learned(0, 1)
    expect(shed).to.deep.equal([{ route: 'a', cause: 'not-dry', count: 1 }])
  })

  for (const [what, method] of [
    ['a read', 'GET'],
    ['a write', 'POST'],
  ] as const)
    it(`compares ${what} that fails before anybody looks at the mark`, async () => {
      await serve(100, 'shadow', 0, { dryRun: true })
      answers.new = (_, res) => res.writeHead(502, { 'Content-Type': 'text/plain' }).end('bad gateway')
      await proxy.get('/a', {}, method, method === 'POST' ? 'x=1' : undefined)
      expect(await signaturesOf(1)).to.include('a status status 200 502')
    })

  it('compares what changes nothing also where the candidate does not say that it ran it dry', async () => {
    await serve(100, 'shadow', 0, { dryRun: true })
    await proxy.get('/a')
    const { shed } = await learned(1)
    expect(shed).to.deep.equal([])
  })

  it('compares an answer that breaks off as far as it goes, and tells that it did', async () => {
    await serve(100)
    const head = { 'Content-Type': 'text/plain', 'Content-Length': 10 }
    answers.old = (_, res) => res.writeHead(200, head).end('0123456789')
    answers.new = (_, res) => void res.writeHead(200, head).write('01234', () => res.destroy())
    await proxy.get('/a')
    const { findings, shed } = await learned(1)
    const outcomes = findings.flatMap((each) => (each.against === 'candidate' ? each.outcomes : []))
    expect(outcomes).to.deep.equal([{ signatures: ['a truncated-body body'], count: 1 }])
    expect(findings.reduce((sum, { partial }) => sum + partial, 0)).to.be.at.least(1)
    expect(shed).to.deep.equal([])
  })

  it('makes nobody wait for a candidate that hangs, floods or hangs up', async () => {
    await serve(100)
    const hung: RequestListener = () => undefined
    const hangingUp: RequestListener = (req) => void req.socket.destroy()
    const flooding: RequestListener = (_, res) => {
      const chunk = Buffer.alloc(256 * 1024, 'x')
      const more = (): void => {
        while (!res.destroyed && res.write(chunk));
      }
      res.on('drain', more)
      more()
    }
    for (const [what, answer] of [
      ['hangs', hung],
      ['floods', flooding],
      ['hangs up', hangingUp],
    ] as const) {
      answers.new = answer
      const started = performance.now()
      for (let times = 0; times < 10; times++) expect((await proxy.get('/a')).body, what).to.equal('same')
      expect(performance.now() - started, what).to.be.below(3000)
    }
    const { shed } = await learned(0, 10)
    expect(shed.map(({ cause }) => cause)).to.include('shadow-failed')
  })

  it('gives a user more than it keeps', async () => {
    await serve(100)
    const large = 'x'.repeat(3 * 1024 * 1024)
    answers = { old: plain(large), new: plain(large) }
    expect((await proxy.get('/a')).body.length).to.equal(large.length)
    const { findings } = await learned(1)
    expect(findings.map(({ partial }) => partial)).to.satisfy((parts: number[]) =>
      parts.some((part) => part > 0),
    )
  })

  it('reads no more of a candidate than tells that its answer is another one', async () => {
    await serve(100)
    let sent = 0
    const ended = new Promise<void>((resolve) => {
      answers.new = (_, res) => {
        res.setHeader('Content-Type', 'text/plain')
        // Slow enough for the user's answer to be whole, and to be told when nobody reads on.
        const sending = setInterval(() => res.write('x'.repeat(16 * 1024), () => (sent += 16 * 1024)), 5)
        res.on('close', () => {
          clearInterval(sending)
          resolve()
        })
      }
    })
    await proxy.get('/a')
    await ended
    expect(sent).to.be.below(512 * 1024)
    expect(await signaturesOf(1)).to.include('a truncated-body body')
  })

  it('asks the candidate behind the answer of the user, who waits for nothing else', async () => {
    await serve(100)
    let askedBefore: number | null = null
    answers.old = (req, res) => {
      setTimeout(() => {
        // Legacy may be asked once more, to be compared with itself.
        askedBefore ??= got.new.length
        plain('same')(req, res)
      }, 50)
    }
    await proxy.get('/a')
    await learned(1)
    expect([askedBefore, got.new.length]).to.deep.equal([0, 1])
  })

  it('asks for a dry run beside the write itself, which it is not to find done', async () => {
    await serve(100, 'shadow', 0, { dryRun: true })
    const asked = new Promise<void>((resolve) => {
      answers.new = (_, res) => void res.setHeader(SHADOW_HEADER, 'dry-run').end('same', resolve)
    })
    answers.old = (_, res) => void asked.then(() => res.end('same'))
    await proxy.get('/a', {}, 'POST', 'x=1')
    expect(await signaturesOf(1)).to.deep.equal([])
  })

  it('compares no more than that of what came before the answer of the user, either', async () => {
    await serve(100, 'shadow', 0, { dryRun: true })
    const flood = Buffer.alloc(900 * 1024, 'x')
    const flooded = new Promise<void>((resolve) => {
      answers.new = (_, res) =>
        res.setHeader(SHADOW_HEADER, 'dry-run').setHeader('Content-Type', 'text/plain').end(flood, resolve)
    })
    answers.old = (req, res) => void flooded.then(() => plain('same')(req, res))
    await proxy.get('/a', {}, 'POST', 'x=1')
    expect(await signaturesOf(1)).to.include('a truncated-body body')
  })

  it('asks a candidate that fails time after time but seldom, until it answers again', async () => {
    await serve(100)
    answers.new = (req) => void req.socket.destroy()
    await eventually(async () => (await askedOf(20)) <= 2)
    answers.new = plain('same')
    // The shadow of the last one is asked behind its answer.
    await eventually(async () => (await askedOf(20)) >= 19)
    const { shed } = await learned(1)
    expect(shed.map(({ cause }) => cause)).to.include('shadow-spared')
  }).timeout(70_000)

  it('goes on learning what legacy disagrees about with itself while the candidate is spared', async () => {
    await serve(100)
    answers.new = (req) => void req.socket.destroy()
    await eventually(async () => (await askedOf(20)) <= 2)
    const before = got.old.length
    let sent = 0
    const twins = async (): Promise<number> => {
      await askedOf(20)
      return got.old.length - before - (sent += 20)
    }
    await eventually(async () => (await twins()) >= 5)
  }).timeout(50_000)

  it('tells again what nobody acknowledged, and only that', async () => {
    await serve(100)
    await proxy.get('/a')
    await eventually(async () => (await report(last, known)).batches.length > 0)
    const first = await report()
    expect((await report(first.batches.at(-1)?.number ?? 0, 'another')).batches.length).to.be.at.least(
      first.batches.length,
    )
    const number = first.batches.at(-1)?.number ?? 0
    expect((await report(number, first.instance)).batches).to.deep.equal([])
    last = number
    expect((await proxy.admin('/comparisons?after=x')).status).to.equal(400)
  })
})
