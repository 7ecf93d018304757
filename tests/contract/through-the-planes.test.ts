import { compare, compileRules, type Answer, type Difference, type Rule } from '@strangler/comparison'
import { startSystem, type System } from '@strangler/demo'
import { expect } from 'chai'
import { moveAll } from '../support/move-all.ts'
import { Browser, type Received } from './browser.ts'
import { describeLegacyContract } from './describe-legacy-contract.ts'

/** Headers that differ from one request to the next, or that only our own services send. */
const OF_THE_MOMENT = new Set(['date', 'set-cookie', 'x-request-id'])

/** An answer without what differs from one request to the next. */
function lasting({ status, headers, body }: Received): object {
  return {
    status,
    headers: Object.entries(headers)
      .filter(([name]) => !OF_THE_MOMENT.has(name))
      .toSorted(),
    body: body.replaceAll(/(csrfmiddlewaretoken" value=)"\w+"/g, '$1""'),
  }
}

function answerOf({ status, headers, body }: Received): Answer {
  const pairs = Object.entries(headers).flatMap(([name, value = '']) =>
    [value].flat().map((own): [string, string] => [name, own]),
  )
  return { status, headers: pairs, body: Buffer.from(body), truncated: false, durationMs: 1, at: Date.now() }
}

/** The candidate binds a token of its own to the session. */
const BRIDGE: Rule = { kind: 'ignore', at: { in: 'cookie', name: 'session_token' } }

/** What the toolkit itself makes of two answers, with the one rule that such a plan needs. */
function differencesOf(legacy: Received, candidate: Received): readonly Difference[] {
  const request = { method: 'GET', target: '/', headers: [], body: Buffer.alloc(0) }
  const pair = { route: 'any', request, legacy: answerOf(legacy), candidate: answerOf(candidate) }
  return compare(pair, compileRules([BRIDGE])).differences
}

describe('the whole system, through its planes', () => {
  let system: System
  before(async () => {
    system = await startSystem({ front: 'haproxy', legacyUrl: null, databaseUrl: null }, () => undefined)
  })
  after(() => system.stop())

  for (const weight of [0, 50, 100])
    describe(`with ${weight} % answered by the services`, () => {
      before(() => moveAll(system, weight))
      for (const plane of ['edge', 'proxy'] as const)
        describeLegacyContract(
          `keeps the legacy contract at the ${plane}`,
          () => ({ url: system.ready[plane], databaseUrl: system.ready.database }),
          'moving',
        )
    })

  describe('asked side by side', () => {
    for (const path of [
      '/login/',
      '/',
      '/thoughts/',
      '/search?search=',
      '/search?search=gamma',
      '/search?search=nobody-wrote-this',
      '/login',
      '/thoughts/new',
      '/nothing',
    ])
      for (const who of ['anonymous', 'logged in'])
        it(`the monolith and the frontend give the same answer to ${path}, ${who}, byte for byte`, async () => {
          const legacy = new Browser(system.ready.legacy)
          const candidate = new Browser(system.ready.services.frontend)
          if (who === 'logged in') {
            await legacy.login('bruce')
            for (const [name, value] of legacy.cookies) candidate.cookies.set(name, value)
          }
          const [mine, yours] = [await legacy.ask(path), await candidate.ask(path)]
          expect(lasting(yours)).to.deep.equal(lasting(mine))
          expect(differencesOf(mine, yours)).to.deep.equal([])
        })

    it('are told apart where they do differ', async () => {
      const [legacy, candidate] = [
        await new Browser(system.ready.legacy).ask('/search?search=gamma'),
        await new Browser(system.ready.services.frontend).ask('/search?search='),
      ]
      const kinds = new Set(differencesOf(legacy, candidate).map(({ kind }) => kind))
      expect([...kinds]).to.deep.equal(['element-extra'])
    })

    it('both refuse a wrong password and a forged form with the same page', async () => {
      const answers = []
      for (const url of [system.ready.legacy, system.ready.services.frontend]) {
        const browser = new Browser(url)
        const forged = await browser.ask('/login/', { form: {}, csrf: false })
        answers.push([lasting(forged), lasting(await browser.login('bruce', 'wrong'))])
      }
      expect(answers[0]).to.deep.equal(answers[1])
    })
  })
})
