import { expect } from 'chai'
import type { Scene } from './scene.ts'
import { visitConsole, type ConsoleVisitor } from './visitor.ts'

export function describeDifferences(scene: () => Scene): void {
  let ann: ConsoleVisitor
  before(async () => {
    ann = await visitConsole(scene())
  })
  after(() => ann.close())

  it('are ranked, each with its verdict, what each side has, and since when', async () => {
    await ann.go('differences')
    await ann.page.locator('main').getByRole('link', { name: 'items', exact: true }).click()
    const item = ann.page.locator('.differences li').first()
    await item.getByText('as often as before').waitFor()
    const text = await item.innerText()
    expect(text).to.match(/^real|^undecided/)
    expect(text)
      .to.match(/value \$\.items\[1\]\.name/)
      .and.include('blue ink')
    expect(text).to.match(/First seen .* ago, last .* ago; . as often as before/)
  })

  it('are shown by an example: a tree of JSON, and its source with the very words marked', async () => {
    await ann.page.getByRole('link', { name: 'Look at one' }).first().click()
    const differing = ann.page.locator('.tree .differs')
    await differing.waitFor()
    expect(await differing.innerText()).to.match(/name "ink" .*"blue ink"/s)
    await ann.page.getByRole('button', { name: 'Source' }).click()
    const row = ann.page.locator('.lines tr.differs')
    expect(await row.locator('ins').allInnerTexts()).to.deep.equal(['blue '])
    expect(await row.innerText()).to.match(/"name": "ink",?\s+"name": "blue ink"/)
  })

  it('of pages are shown as pictures, in which nothing runs or is loaded', async () => {
    const asked = new Set<string>()
    ann.page.on('request', (request) => asked.add(request.url()))
    // A browser names also what its policy kept it from asking for.
    ann.page.on('requestfailed', (request) => {
      if (request.failure()?.errorText === 'csp') asked.delete(request.url())
    })
    await ann.go('differences/search')
    await ann.page.getByRole('link', { name: 'Look at one' }).first().click()
    await ann.page.getByRole('button', { name: 'Pictures' }).click()
    const frame = ann.page.frameLocator('iframe[title="Picture of the page of candidate"]')
    await frame.getByText('Sold out').waitFor()
    await ann.page.getByRole('button', { name: 'Source' }).click()
    await ann.page.locator('.lines').getByText('<script>top.planted = 1</script>').waitFor()
    await ann.page.getByRole('button', { name: 'Pictures' }).click()
    await frame.getByText('Sold out').waitFor()
    expect(await ann.page.evaluate('typeof window.planted')).to.equal('undefined')
    expect(await ann.page.locator('main script, main img, main svg').count()).to.equal(0)
    const foreign = [...asked].filter(
      (url) => !/\/api\/v1\/|\/console\/app\/(?:picture\.css|icon\.svg)$|^about:/.test(url),
    )
    expect(foreign).to.deep.equal([])
    // What the browser refused, it says on its console.
    expect(ann.complaints.join('\n')).to.contain('Blocked script execution')
  })

  it('become a rule that is tried before it counts, and ends in YAML for the plan', async () => {
    await ann.go('differences/items')
    await ann.page.getByRole('link', { name: 'Make a rule' }).first().click()
    const outcome = ann.page.locator('.outcome')
    await outcome.getByText('Nothing would still differ.').waitFor()
    expect(await outcome.innerText()).to.match(/It silences\s+value \$\.items\[1\]\.name/)
    expect(await ann.page.locator('#rule-yaml').innerText()).to.contain('- ignore: "$.items[*].name"')
    await ann.page.getByLabel('The rule, as you may change it').fill('{"ignore":"$.token"}')
    await outcome.getByText('It silences nothing.').waitFor()
    await ann.page.getByLabel('The rule, as you may change it').fill('{"ignore":')
    await ann.page.getByText('This is no rule yet').waitFor()
    await ann.page.getByRole('radio', { name: /these two mean the same/ }).check()
    await outcome.getByText('Nothing would still differ.').waitFor()
    expect(await ann.page.locator('#rule-yaml').innerText()).to.contain(
      '- equate: {"at":"$.items[*].name","values":["ink","blue ink"]}',
    )
  })
}
