import { expect } from 'chai'
import type { Browser } from '../browser.ts'
import type { Subject } from '../system-under-test.ts'

/** Listing, writing and searching thoughts. */
export function describeThoughts(subject: () => Subject): void {
  const texts = async (): Promise<unknown[]> =>
    (await subject().sql("select text from thoughts_thoughtmodel where username = 'bruce' and id > 5")).map(
      ({ text }) => text as unknown,
    )
  const bruce = async (): Promise<Browser> => {
    const browser = subject().browser()
    await browser.login('bruce')
    return browser
  }
  afterEach(() => subject().sql('delete from thoughts_thoughtmodel where id > 5'))

  it('lists the own thoughts only, newest first, with the form', async () => {
    const { status, body } = await (await bruce()).ask('/thoughts/')
    expect(status).to.equal(200)
    const places = ['In a few seconds', 'And now, if you&#x27;ll excuse me', 'A few seconds more'].map(
      (text) => body.indexOf(text),
    )
    expect(places).to.deep.equal(places.toSorted((one, other) => one - other))
    expect(places[0]).to.be.above(0)
    expect(body).to.contain('May 11, 1962, 9:53 a.m.').and.contain('May 11, 1962, 10:07 a.m.')
    expect(body).to.contain('Any thoughts, bruce?').and.not.contain('Natually')
  })

  for (const [what, text] of [
    ['a text', 'hello <b>&"\'</b>'],
    ['blanks', '   '],
    ['250 characters', 'ż'.repeat(250)],
    ['several lines', 'one\r\ntwo'],
  ] as const)
    it(`stores ${what}, and sends back to the list`, async () => {
      const received = await (await bruce()).ask('/thoughts/new', { form: { text } })
      expect([received.status, received.headers.location]).to.deep.equal([302, '/thoughts/'])
      expect(await texts()).to.deep.equal([text])
    })

  it('escapes with Django’s five entities', async () => {
    const browser = await bruce()
    await browser.ask('/thoughts/new', { form: { text: `<>&"'=\`/` } })
    expect((await browser.ask('/thoughts/')).body).to.contain('&lt;&gt;&amp;&quot;&#x27;=`/')
  })

  it('stores nothing of an empty text, and nothing by GET', async () => {
    const browser = await bruce()
    expect((await browser.ask('/thoughts/new', { form: { text: '' } })).headers.location).to.equal(
      '/thoughts/',
    )
    expect((await browser.ask('/thoughts/new?text=hello')).headers.location).to.equal('/thoughts/')
    expect(await texts()).to.deep.equal([])
  })

  it('sends an anonymous writer to the login, storing nothing', async () => {
    const browser = subject().browser()
    await browser.ask('/login/')
    const received = await browser.ask('/thoughts/new', { form: { text: 'hello' } })
    expect([received.status, received.headers.location]).to.deep.equal([302, '/login/'])
    expect(await texts()).to.deep.equal([])
  })

  for (const [what, text] of [
    ['251 characters', 'x'.repeat(251)],
    ['a NUL byte', 'a\0b'],
  ] as const)
    it(`refuses ${what}, storing nothing`, async () => {
      const { status } = await (await bruce()).ask('/thoughts/new', { form: { text } })
      expect(status).to.be.oneOf(subject().dialect === 'legacy' ? [500] : [400, 500])
      expect(await texts()).to.deep.equal([])
    })

  for (const [what, query, found] of [
    ['a part, whatever its case', 'search=SECONDS', 2],
    ['the last of two', 'search=nothing&search=final+countdown', 1],
    ['everything for nothing', 'search=', 5],
    ['nothing for what nobody wrote', 'search=%25', 0],
    ['nothing for an underscore', 'search=_', 0],
    ['nothing for a backslash', 'search=%5C', 0],
    ['nothing for bytes that are not UTF-8', 'search=%ff', 0],
  ] as const)
    it(`search finds ${what}`, async () => {
      const { status, body } = await subject().browser().ask(`/search?${query}`)
      expect(status).to.equal(200)
      expect(body.match(/text-muted/g)?.length ?? 0).to.equal(found)
      expect(body.includes('No results for your search')).to.equal(found === 0)
    })

  it('search folds the case of every alphabet', async () => {
    const browser = await bruce()
    await browser.ask('/thoughts/new', { form: { text: 'żółć' } })
    expect((await browser.ask(`/search?search=${encodeURIComponent('ŻÓŁĆ')}`)).body).to.contain('żółć')
  })

  for (const [what, path] of [
    ['no search parameter', '/search'],
    ['a NUL byte', '/search?search=%00'],
  ] as const)
    it(`search refuses ${what}`, async () => {
      const { status } = await subject().browser().ask(path)
      expect(status).to.be.oneOf(subject().dialect === 'legacy' ? [500] : [400, 500])
    })

  it('search names the user in the bar', async () => {
    const { body } = await (await bruce()).ask('/search?search=final')
    expect(body).to.contain('>bruce</a>').and.contain('(logout)')
  })
}
