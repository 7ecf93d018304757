import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { askHook, type HookQuestion } from '../../src/evidence/ask-hook.ts'
import { createHookAnswers, type HookAnswers, type HookStep } from '../../src/evidence/hook-answers.ts'
import type { SideNumbers } from '../../src/evidence/route-evidence.ts'
import { listen } from '../../src/listen.ts'

const NOTHING: SideNumbers = { requests: 0, errors: 0, p50Ms: null, p95Ms: null, p99Ms: null, perSecond: 0 }
const QUESTION: HookQuestion = {
  plan: 'shop',
  route: { id: 'search', stage: 'ramp', weight: 5 },
  next: { stage: 'ramp', weight: 33 },
  evidence: { since: null, legacy: NOTHING, candidate: NOTHING, latencyRatio: null, mismatch: null },
}

describe('a hook', () => {
  let server: Server
  let url: string
  let behave: RequestListener
  let asked: { readonly req: IncomingMessage; readonly body: unknown }[]
  before(async () => {
    server = createServer((req, res) => {
      void text(req).then((body) => {
        asked.push({ req, body: JSON.parse(body) })
        behave(req, res)
      })
    })
    url = `${(await listen(server, 0, '127.0.0.1')).url}/ask?team=a`
  })
  beforeEach(() => (asked = []))
  after(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })
  const answers = (status: number, body = ''): void => {
    behave = (_, res) => void res.writeHead(status).end(body)
  }
  const answer = (timeoutMs = 5000): ReturnType<typeof askHook> => askHook({ url, timeoutMs }, QUESTION)

  it('is asked with the step and its numbers', async () => {
    answers(204)
    expect(await answer()).to.deep.equal({ isYes: true, says: 'yes' })
    expect(asked).to.have.length(1)
    expect(asked[0]?.body).to.deep.equal(QUESTION)
    expect(asked[0]?.req).to.include({ method: 'POST', url: '/ask?team=a' })
    expect(asked[0]?.req.headers).to.include({ 'content-type': 'application/json' })
  })

  for (const [status, body, isYes, says] of [
    [200, 'go on', true, 'yes: go on'],
    [403, 'not during\n the\tsale', false, 'no, 403: not during   the sale'],
    [302, '', false, 'no, 302'],
    [500, 'x'.repeat(1000), false, `no, 500: ${'x'.repeat(300)}`],
  ] as const)
    it(`says ${isYes ? 'yes' : 'no'} by ${status}`, async () => {
      answers(status, body)
      const { says: said, ...rest } = await answer()
      expect(rest).to.deep.equal({ isYes })
      expect(said.replaceAll(/\s+/g, ' ')).to.equal(says.replaceAll(/\s+/g, ' '))
    })

  for (const [name, how] of [
    ['hangs', () => undefined],
    ['hangs in the middle', (_, res) => void res.writeHead(200).write('go')],
    ['hangs up', (_, res) => void res.destroy()],
    ['speaks no HTTP', (_, res) => void res.socket?.end('garbage\r\n\r\n')],
    [
      'never ends',
      (_, res) => {
        const more = (): void => {
          if (!res.destroyed) res.write('x'.repeat(100_000), () => setImmediate(more))
        }
        more()
      },
    ],
  ] as const satisfies readonly (readonly [string, RequestListener])[])
    it(`says no where it ${name}`, async () => {
      behave = how
      const { isYes, says } = await answer(300)
      expect(isYes).to.equal(false)
      expect(says).to.match(/^no answer: ./)
    })

  it('is not listened to beyond a million bytes', async () => {
    answers(200, 'x'.repeat(1_000_001))
    expect(await answer()).to.deep.equal({
      isYes: false,
      says: 'no answer: Response content exceeded max size',
    })
  })

  it('says no where nobody listens', async () => {
    const { isYes, says } = await askHook({ url: 'http://127.0.0.1:1/', timeoutMs: 1000 }, QUESTION)
    expect(isYes).to.equal(false)
    expect(says).to.match(/^no answer: .*ECONNREFUSED/)
  })

  describe('whose answers are kept', () => {
    let now: number
    let hooks: HookAnswers
    beforeEach(() => {
      now = 0
      hooks = createHookAnswers(() => now)
    })
    const step = (more: Partial<HookStep> = {}): HookStep => ({
      hook: { url, timeoutMs: 5000 },
      route: QUESTION.route,
      since: 1,
      ...more,
    })
    const ask = (of = step()): Promise<void> => hooks.ask(of, QUESTION)

    it('is asked once of a step that it says yes to', async () => {
      answers(200)
      expect(hooks.of(step())).to.equal(null)
      await ask()
      now = 1e9
      await ask()
      expect(asked).to.have.length(1)
      expect(hooks.of(step())).to.deep.equal({ isYes: true, says: 'yes' })
    })

    it('is asked again of one that it says no to, after a while', async () => {
      answers(403)
      await ask()
      now = 14_999
      await ask()
      expect(asked).to.have.length(1)
      answers(200)
      now = 15_000
      await ask()
      expect(asked).to.have.length(2)
      expect(hooks.of(step())?.isYes).to.equal(true)
    })

    for (const [what, other] of [
      ['from another weight', { route: { ...QUESTION.route, weight: 33 } }],
      ['of another stage', { route: { ...QUESTION.route, stage: 'shadow' } }],
      ['after the route went back and came again', { since: 2 }],
      ['by another hook', { hook: { url: 'http://127.0.0.1:1/', timeoutMs: 5000 } }],
    ] as const)
      it(`takes no yes for the step ${what}`, async () => {
        answers(200)
        await ask()
        expect(hooks.of(step(other))).to.equal(null)
      })

    it('keeps the answers of routes apart', async () => {
      answers(200)
      await ask()
      expect(hooks.of(step({ route: { ...QUESTION.route, id: 'other' } }))).to.equal(null)
    })
  })
})
