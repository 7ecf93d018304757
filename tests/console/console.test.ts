import { expect } from 'chai'
import { startScene, type Scene } from './scene.ts'
import { visitConsole, type ConsoleVisitor } from './visitor.ts'

describe('the console', function () {
  this.timeout(60_000)
  let scene: Scene
  let ann: ConsoleVisitor
  before(async () => {
    scene = await startScene()
    ann = await visitConsole(scene)
  })
  after(() => scene.stop())

  it('is where a browser that asks the controller for its front page is led', async () => {
    const root = scene.console.replace(/console\/$/, '')
    const browser = await fetch(root, { redirect: 'manual', headers: { accept: 'text/html,*/*;q=0.8' } })
    expect(browser.headers.get('location')).to.equal('console/')
    expect((await fetch(root)).status).to.equal(404)
  })

  it('lets a browser run and load nothing but its own files', async () => {
    const { headers } = await fetch(scene.console)
    const policy = headers.get('content-security-policy')
    expect(policy).to.contain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
    expect(policy).not.to.match(/unsafe|\*|https?:/)
    expect(ann.complaints).to.deep.equal([])
  })

  it('refuses a token that is not known, and says so', async () => {
    const page = await scene.browser.newPage()
    await page.goto(scene.console)
    await page.getByLabel('Token').fill('not-a-token-at-all')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The controller does not know this token.').waitFor()
    await page.close()
  })
})
