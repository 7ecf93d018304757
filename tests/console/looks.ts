import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { Scene } from './scene.ts'
import { visitConsole, type ConsoleVisitor } from './visitor.ts'

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}

/** By the name of its picture; `until` shows that all of it is there. */
const VIEWS = [
  { name: 'move', view: '', until: 'h1:has-text("% of requests are answered")' },
  { name: 'route', view: 'route/static', until: '.uplot canvas' },
  { name: 'differences', view: 'differences/items', until: '.differences li' },
  { name: 'edge', view: 'edge', until: '.servers tbody' },
  { name: 'history', view: 'history', until: '.steps tbody tr' },
  { name: 'system', view: 'system', until: '.doctor tbody tr' },
] as const
/** What a frame asks for is drawn before the one after the next. */
const NEXT_PICTURE =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))'
const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

export function describeLooks(scene: () => Scene): void {
  let ann: ConsoleVisitor
  before(async () => {
    const { controller } = scene()
    await controller.set('login', 33)
    await controller.set('static', 50)
    await controller.restrain('static', 'hold', 'until the new style sheet is out')
    ann = await visitConsole(scene(), 'operator', { viewport: { width: 1200, height: 760 } })
    await ann.page.evaluate(await readFile(axeFile, 'utf8'))
  })
  after(async () => {
    await ann.close()
    await scene().controller.restrain('static', 'release')
    await scene().controller.rollback('login')
  })

  /** Looks at what is shown: all rules by day, colours by night. */
  async function look(name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await ann.page.emulateMedia({ colorScheme })
      await ann.page.evaluate(NEXT_PICTURE)
      expect(await violationsOf(ann.page, colorScheme), `${name}, ${colorScheme}`).to.deep.equal([])
      await picture(ann.page, `${name}-${colorScheme}`)
    }
  }

  for (const { name, view, until } of VIEWS)
    it(`keeps WCAG 2.2 AA, light and dark: ${name}`, async () => {
      await ann.go(view)
      await ann.page.locator(until).first().waitFor()
      await look(name)
    })

  it('keeps WCAG 2.2 AA, light and dark: an example, a rule, what is asked before it is done', async () => {
    const { page, go } = ann
    await go('differences/search')
    await page.getByRole('link', { name: 'Look at one' }).first().click()
    await page.locator('iframe').first().waitFor()
    await look('example')
    await go('differences/items')
    await page.getByRole('link', { name: 'Make a rule' }).first().click()
    await page.locator('#rule-yaml').waitFor()
    await look('rule')
    await go('route/static')
    await page.locator('[data-action="rollback static"]').click()
    await page.locator('dialog').waitFor()
    await look('dialog')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('dialog').waitFor({ state: 'detached' })
  })

  it('can be used by keyboard alone', async () => {
    const { page, go } = ann
    await go('')
    await go('route/static')
    // Who comes to a view is led to its heading.
    await page.locator('main[data-view="route/static"] h1:focus').waitFor()
    await page.locator('[data-action="rollback static"]').focus()
    await page.keyboard.press('Enter')
    await page.locator('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate('document.activeElement.dataset.action')).to.equal('rollback static')
    await page.getByRole('link', { name: 'History' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('main[data-view="history"] h1:focus').waitFor()
  })

  it('fits a phone: nothing is wider than the screen', async () => {
    const { page, go } = ann
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 360, height: 740 })
    for (const { view, until } of VIEWS) {
      await go(view)
      await page.locator(until).first().waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth'), view).to.be.at.most(360)
    }
    await go('')
    await picture(page, 'phone')
  })
}

const RULES = {
  light: { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  dark: { runOnly: { type: 'rule', values: ['color-contrast'] } },
} as const

async function violationsOf(page: Page, colorScheme: 'light' | 'dark'): Promise<readonly string[]> {
  const options = JSON.stringify({ ...RULES[colorScheme], iframes: false, resultTypes: ['violations'] })
  const { violations } = await page.evaluate<AxeResult>(`axe.run(document, ${options})`)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** Kept for the documentation where that is asked for. */
async function picture(page: Page, name: string): Promise<void> {
  if (process.env['UPDATE_IMAGES'] !== '1') return
  const path = join(repository, `docs/images/console-${name}.png`)
  // The charts of a route are below what fits.
  await page.screenshot({ path, fullPage: name.startsWith('route') })
}
