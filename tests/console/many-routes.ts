import { readFile, writeFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { Scene } from './scene.ts'
import { mainThreadOf } from './main-thread.ts'
import { faultsOf, visitConsole } from './visitor.ts'

const ROUTES = 500
const FLUID_MS = 100

/** What is pressed, or typed where that is null, and what is in the picture after it. */
const INTERACTIONS = [
  ['Pause', '[data-action="pause"]', 'dialog[open]'],
  ['a key', null, 'dialog[open]'],
  ['Cancel', 'dialog button:has-text("Cancel")', 'body:not(:has(dialog))'],
  ['Light or dark', 'button:has-text("Light or dark")', '.row[data-route]'],
  ['System', 'nav a:has-text("System")', 'main[data-view="system"] h1'],
  ['The move', 'nav a:has-text("The move")', '.row[data-route]'],
] as const

export function describeManyRoutes(scene: () => Scene): void {
  it(`answers clicks and keys, each with less than ${FLUID_MS} ms of work for the page, with ${ROUTES} routes`, async () => {
    const { planFile, controller } = scene()
    const routes = Array.from(
      { length: ROUTES },
      (_, at) => `  - { id: many-${at}, match: { path: /many/${at} }, legacy: shop, candidate: new-shop }\n`,
    )
    await writeFile(
      planFile,
      (await readFile(planFile, 'utf8')).replace(/^routes:\n/m, `$&${routes.join('')}`),
    )
    await controller.reloadPlan()
    const ann = await visitConsole(scene())
    const { page, close } = ann
    await page.locator(`.row[data-route="many-${ROUTES - 1}"]`).waitFor()
    const { workOf } = await mainThreadOf(page)
    const took = new Map<string, number[]>(INTERACTIONS.map(([name]) => [name, []]))
    for (let round = 0; round < 5; round++)
      for (const [name, pressed, then] of INTERACTIONS) {
        const act = pressed === null ? () => page.keyboard.press('w') : await press(page, pressed)
        took.get(name)?.push(Math.round(await workOf(act, then)))
      }
    // The quickest, as others meet a page that collects garbage or takes up what the controller tells, and a busy machine.
    const slow = [...took].filter(([, times]) => Math.min(...times) >= FLUID_MS)
    expect(slow, `of ${JSON.stringify([...took])}`).to.deep.equal([])
    // What is drawn later is drawn all the same.
    await page.locator(`.row[data-route="many-${ROUTES - 1}"]`).waitFor()
    expect(faultsOf(ann)).to.deep.equal([])
    await close()
  })
}

/** Finds what is to be pressed, so that this is no work for the page in the press itself. */
async function press(page: Page, selector: string): Promise<() => Promise<void>> {
  const box = await page.locator(selector).boundingBox()
  if (!box) throw new TypeError(`nothing to press: ${selector}`)
  return () => page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
}
