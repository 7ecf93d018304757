import { expect } from 'chai'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { tableOf } from './support/tables.ts'

describe('the statistics page', () => {
  let haproxy: TestHaproxy
  let page: string

  before(async () => {
    haproxy = await startHaproxy(
      tableOf({
        upstreams: {
          old: { url: 'http://127.0.0.1:1', health: '/' },
          new: { urls: ['http://127.0.0.1:2', 'http://127.0.0.1:3'], host: 'new.internal' },
        },
        routes: [
          { id: 'odd', match: { path: "/it's/é&/*", host: 'shop.example', methods: ['GET', 'HEAD'] } },
          { id: 'user', match: { path: '/me' }, split: { by: 'user', cookie: 'session' } },
          { id: 'fresh', match: { path: '/fresh' }, legacy: 'none' },
          { id: 'admin', match: { path: '/admin/*' }, deny: true },
        ],
        weights: { odd: 33 },
      }),
    )
    page = await (await fetch(`http://127.0.0.1:${haproxy.options.statsPort}/`)).text()
  })
  after(() => haproxy.close())

  /** What the page says next to the name of a section, as a browser shows it. */
  const said = (section: string): string => {
    const [, html = ''] =
      new RegExp(`<a name="${section.replaceAll('.', '[.]')}">.*?<th class="desc"[^>]*>(.*?)</th>`).exec(
        page,
      ) ?? []
    return html.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
  }

  it('says of every route what it claims, who answers, and how requests are shared', () => {
    expect(said('odd')).to.equal(
      "/it's/é&/*, only GET HEAD, on shop.example: legacy old, candidate new, by request",
    )
    expect(said('user')).to.equal('/me: legacy old, candidate new, by user (cookie session)')
    expect(said('fresh')).to.equal('/fresh: only candidate new answers')
    expect(said('admin')).to.equal('/admin/*: denied')
    expect(said('unclaimed')).to.equal('/*: only legacy old answers')
  })

  it('says what every other section is for, and which plan it serves', () => {
    expect(said('EDGE')).to.equal('the front door: every request comes in here')
    expect(said('upstream.old')).to.include('drained here is drained for every route')
    expect(said('via.new.2')).to.include('gives it the Host header new.internal')
    expect(page).to.match(/<h2>Statistics Report for pid \d+: plan test<\/h2>/)
  })

  it('holds nothing of the plan as markup', () => {
    expect(page).to.include('/it&#39;s/&#233;&#38;/*')
  })

  it('names each side with its weight and address', () => {
    const row = (server: string): string => new RegExp(`<a name="odd/${server}">.*`).exec(page)?.[0] ?? ''
    expect(row('legacy'))
      .to.include('127.0.0.1:1')
      .and.to.match(/<td class=ac>134\/134<\/td>/)
    expect(row('candidate-2')).to.match(/<td class=ac>33\/33<\/td>/)
  })

  it('takes the orders of operators, which show as what they are', async () => {
    const { statsPort } = haproxy.options
    const order = (action: string, section = 'odd', server = 'legacy'): Promise<Response> =>
      fetch(`http://127.0.0.1:${statsPort}/`, {
        method: 'POST',
        body: new URLSearchParams({ s: server, action, b: section }),
        redirect: 'manual',
      })
    const weight = async (): Promise<unknown> => (await haproxy.edge.observe()).weights['odd']
    for (const state of ['drain', 'maint']) {
      await order(state)
      expect(await weight()).to.equal(null)
      await order('ready')
      expect(await weight()).to.equal(33)
      await order(state, 'upstream.old', '1')
      expect(await weight()).to.equal(null)
      await order('ready', 'upstream.old', '1')
      expect(await weight()).to.equal(33)
    }
  })

  it('tells programs which version of the table is served', async () => {
    const response = await fetch(`http://127.0.0.1:${haproxy.options.statsPort}/;csv`)
    expect(response.headers.get('x-table-version')).to.equal('1')
  })
})
