import type { BrowserContextOptions, Page } from 'playwright-core'
import { watchPage } from '../support/watch-page.ts'
import type { Scene } from './scene.ts'

/** Somebody at the console. */
export interface ConsoleVisitor {
  readonly page: Page
  /** What the page complained of: errors of scripts, refused loads, broken policy. */
  readonly complaints: readonly string[]
  /** Goes to a view, such as `route/search`, and waits for its heading. */
  go: (view: string) => Promise<void>
  close: () => Promise<void>
}

/** What is wrong with the page itself: neither what the controller refused, nor what a page that is left asked for. */
export function faultsOf({ complaints }: ConsoleVisitor): readonly string[] {
  return complaints.filter(
    (complaint) => !/^Failed to load resource|: \d{3}$|: net::ERR_ABORTED$/.test(complaint),
  )
}

/** Opens the console and signs in. */
export async function visitConsole(
  { browser, console: address, tokens }: Scene,
  role: 'operator' | 'viewer' = 'operator',
  options: BrowserContextOptions = {},
): Promise<ConsoleVisitor> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints = watchPage(page)
  await page.goto(address)
  await page.getByLabel('Token').fill(tokens[role])
  await page.getByLabel(/^Your name/).fill('ann')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('.row[data-route]').first().waitFor()
  return {
    page,
    complaints,
    async go(view) {
      await page.evaluate(`location.hash = ${JSON.stringify(`#/${view}`)}`)
      await page.locator(`main[data-view="${view.split('?')[0] ?? ''}"] h1`).waitFor()
    },
    close: () => context.close(),
  }
}
