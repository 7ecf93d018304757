import { expect } from 'chai'
import { eventually } from '../support/eventually.ts'
import type { Scene } from './scene.ts'
import { faultsOf, visitConsole, type ConsoleVisitor } from './visitor.ts'

/** Within that time a click on HAProxy's page is to be seen. */
const SEEN_WITHIN_MS = 3000

export function describeActing(scene: () => Scene): void {
  let ann: ConsoleVisitor
  before(async () => {
    ann = await visitConsole(scene())
  })
  after(async () => {
    expect(faultsOf(ann)).to.deep.equal([])
    await ann.close()
  })

  const rowOf = (route: string) => ann.page.locator(`.row[data-route="${route}"]`)
  const statusOf = async (id: string) =>
    (await scene().controller.status()).routes.find((route) => route.id === id)

  /** Presses a button, reads what is said of it, and confirms. */
  async function act(action: string, { reason = '' } = {}): Promise<string> {
    await ann.page.locator(`[data-action="${action}"]`).first().click()
    const dialog = ann.page.locator('dialog')
    const said = await dialog.locator('.consequences').innerText()
    if (reason !== '') await dialog.getByLabel(/^Why/).fill(reason)
    await dialog.locator('button[type="submit"]').click()
    return said
  }

  it('follow a route all the way: what will happen is said, and what happened is shown', async () => {
    await ann.go('route/prices')
    const title = ann.page.locator('h1')
    expect(await act('advance prices')).to.contain('new-shop is asked a share of them too')
    await ann.page
      .locator('dialog')
      .getByText(/does not go to the shadow yet/)
      .waitFor()
    await ann.page.getByRole('button', { name: 'Cancel' }).click()
    await act('approve prices', { reason: 'seen by the team' })
    await eventually(async () => (await statusOf('prices'))?.approved === true)
    await act('advance prices')
    await title.getByText('stands in the shadow').waitFor()

    await ann.page.getByLabel('Percent of the requests').fill('33')
    await ann.page.getByText(/new-shop would get/).waitFor()
    expect(await act('set prices', { reason: 'a third' })).to.contain(
      'new-shop answers 33 % of the requests to /shop/prices (now 0 %), shop the other 67 %.',
    )
    await title.getByText('stands in the ramp at 33 %').waitFor()
    expect(await statusOf('prices')).to.deep.include({ stage: 'ramp', weight: 33 })

    await ann.go('')
    await rowOf('prices').locator('.bar.idle').waitFor({ state: 'detached' })
    await eventually(async () => /[\d.]+\/s\s*[\d.]+\/s/.test(await rowOf('prices').innerText()))
    await ann.page
      .locator('h1')
      .getByText(/% of requests are answered by services/)
      .waitFor()
  })

  it('take no step that gates refuse, say why, and take it all the same with a reason', async () => {
    await ann.go('route/prices')
    await act('advance prices')
    const dialog = ann.page.locator('dialog')
    await dialog.getByText(/does not go to 50% yet/).waitFor()
    await dialog.getByRole('button', { name: 'Do it all the same' }).click()
    await dialog.getByText('The gates are not heeded.').waitFor()
    const submit = dialog.locator('button[type="submit"]')
    expect(await submit.isDisabled()).to.equal(true)
    await dialog.getByLabel(/^Why/).fill('it is a test')
    await submit.click()
    await ann.page.locator('h1').getByText('stands in the ramp at 50 %').waitFor()
  })

  it('hold, release, and roll back', async () => {
    await ann.go('route/prices')
    await act('hold prices', { reason: 'stocktaking' })
    await ann.page.getByText('It cannot advance: it is on hold: stocktaking.').waitFor()
    await ann.go('')
    await ann.page.locator('.needs').getByText('is on hold by ann (operator): stocktaking').waitFor()
    await act('release prices')
    await rowOf('prices').locator('.here.held').waitFor({ state: 'detached' })
    await ann.go('route/prices')
    expect(await act('rollback prices', { reason: 'enough' })).to.contain('as it did before the move')
    await ann.page.locator('h1').getByText('is legacy').waitFor()
    expect(await statusOf('prices')).to.deep.include({ stage: 'legacy', weight: 0 })
  })

  it('stand in the history, by whom and why, each at an address of its own', async () => {
    await ann.go('history?route=prices&action=rollback')
    const row = ann.page.locator('.steps tbody tr')
    await row.getByText('enough').waitFor()
    expect(await row.innerText()).to.match(/prices\s+rollback\s+50 % → legacy\s+ann \(operator\)\s+enough/)
    await row.getByRole('link').first().click()
    await ann.page.locator('.detail').getByText('rollback prices').waitFor()
    await ann.page.reload()
    await ann.page.locator('.detail').getByText('rollback prices').waitFor()
  })

  it('show within 3 s what somebody clicked on the statistics page of HAProxy, and take it back', async () => {
    await scene().controller.set('login', 50)
    await ann.go('edge')
    const address = await ann.page
      .getByRole('link', { name: "HAProxy's own statistics page" })
      .getAttribute('href')
    const stats = await scene().browser.newPage()
    await stats.goto(address ?? '')
    const form = stats.locator('form').filter({ has: stats.locator('a[name="login/Backend"]') })
    await form.locator('input[name="s"][value="candidate"]').check()
    await form.locator('select[name="action"]').selectOption('maint')
    const clicked = performance.now()
    await form.locator('input[type="submit"], button[type="submit"]').click()
    const drifted = ann.page.locator('tbody.drifted[data-route="login"]')
    await drifted.getByText('changed by hand').waitFor()
    expect(performance.now() - clicked).to.be.below(SEEN_WITHIN_MS)
    await stats.close()
    await drifted.getByText('candidate in MAINT').waitFor()
    await act('revert login')
    await drifted.waitFor({ state: 'detached' })
    expect(await statusOf('login')).to.deep.include({ weight: 50, hold: null })
    await scene().controller.rollback('login')
  })
}
