import { expect } from 'chai'
import type { Scene } from './scene.ts'
import { faultsOf, visitConsole } from './visitor.ts'

/** Everything that a browser gets for the console, on the wire. */
const MOST_BYTES = 250_000

export function describeEntering(scene: () => Scene): void {
  it('is where a browser that asks the controller for its front page is led', async () => {
    const root = scene().console.replace(/console\/$/, '')
    const browser = await fetch(root, { redirect: 'manual', headers: { accept: 'text/html,*/*;q=0.8' } })
    expect(browser.headers.get('location')).to.equal('console/')
    expect((await fetch(root)).status).to.equal(404)
  })

  it('lets a browser run and load nothing but its own files', async () => {
    const policy = (await fetch(scene().console)).headers.get('content-security-policy')
    expect(policy).to.contain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
    expect(policy).not.to.match(/unsafe|\*|https?:/)
  })

  it('sends less than 250 KB for all of it, and nothing again that has not changed', async () => {
    const page = await scene().browser.newPage()
    const loads: Promise<{ readonly url: string; readonly bytes: number; readonly status: number }>[] = []
    page.on('response', (response) => {
      const read = async () => {
        const { responseBodySize, responseHeadersSize } = await response.request().sizes()
        return {
          url: response.url(),
          bytes: responseBodySize + responseHeadersSize,
          status: response.status(),
        }
      }
      loads.push(read())
    })
    await page.goto(scene().console)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    const first = await Promise.all(loads)
    expect(first.filter(({ url }) => !url.startsWith(scene().console))).to.deep.equal([])
    expect(first.length).to.be.above(40)
    expect(first.reduce((sum, { bytes }) => sum + bytes, 0)).to.be.below(MOST_BYTES)
    loads.length = 0
    await page.reload()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    const again = await Promise.all(loads)
    expect(again.filter(({ status }) => status !== 304 && status !== 200)).to.deep.equal([])
    expect(again.reduce((sum, { bytes }) => sum + bytes, 0)).to.be.below(MOST_BYTES / 5)
    await page.close()
  })

  it('refuses a token that is not known, and says so', async () => {
    const page = await scene().browser.newPage()
    await page.goto(scene().console)
    await page.getByLabel('Token').fill('not-a-token-at-all')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The controller does not know this token.').waitFor()
    await page.close()
  })

  it('keeps the token in the tab, and no cookie', async () => {
    const ann = await visitConsole(scene())
    const { page, close } = ann
    expect(await page.context().cookies()).to.deep.equal([])
    const other = await page.context().newPage()
    await other.goto(scene().console)
    await other.getByLabel('Token').waitFor()
    await page.reload()
    await page.locator('.row[data-route]').first().waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out.').waitFor()
    expect(await page.evaluate('sessionStorage.length')).to.equal(0)
    expect(faultsOf(ann)).to.deep.equal([])
    await close()
  })

  it('lets a viewer look, and says why the buttons do nothing', async () => {
    const { page, close } = await visitConsole(scene(), 'viewer')
    await page.getByText('ann (viewer)').waitFor()
    const pause = page.locator('[data-action="pause"]')
    expect(await pause.getAttribute('aria-disabled')).to.equal('true')
    expect(await pause.getAttribute('title')).to.equal('you are signed in with a token that may only look')
    await pause.click({ force: true })
    expect(await page.locator('dialog').count()).to.equal(0)
    await close()
  })
}
