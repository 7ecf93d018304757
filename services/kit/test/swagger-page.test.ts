import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { z } from 'zod'
import { describeApi, operation, text } from '@mythoughts/kit'
import { launchChromium } from '../../../tests/support/chromium.ts'
import { watchPage } from '../../../tests/support/watch-page.ts'
import { runService } from './support/run-service.ts'

const login = operation({
  method: 'post',
  path: '/api/login/',
  summary: 'Log in here',
  body: z.object({ username: text() }),
  answers: { 200: { description: 'In', schema: z.object({ hello: z.string() }) } },
  handle: ({ body }) => ({ status: 200, body: { hello: body.username } }),
})

describe('the Swagger page', () => {
  let browser: Browser
  before(async () => {
    browser = await launchChromium()
  })
  after(() => (browser as Browser | undefined)?.close())

  it('shows and tries the operations in a browser, with files of this service alone and its policy kept', async () => {
    await using service = await runService(
      describeApi({ title: 'Users', version: 'v1.0', operations: [login] }).router,
    )
    const page = await browser.newPage()
    const complaints = watchPage(page)
    const strangers: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(service.url) && !request.url().startsWith('data:'))
        strangers.push(request.url())
    })
    await page.goto(service.url)
    await page.getByText('Log in here').click()
    await page.getByRole('button', { name: 'Try it out' }).click()
    await page.getByRole('button', { name: 'Execute' }).click()
    await page.locator('.live-responses-table').getByText('"hello"').first().waitFor()
    expect({ complaints, strangers }).to.deep.equal({ complaints: [], strangers: [] })
    const { headers } = await fetch(service.url)
    expect(headers.get('content-security-policy')).to.contain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    )
  })
})
