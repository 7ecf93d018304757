import { readFile, writeFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Scene } from './scene.ts'
import { faultsOf, visitConsole } from './visitor.ts'

const ROUTES = 500
const FLUID_MS = 100
/** Of the interactions, so many percent are to be fluid: others work on this machine, too. */
const PERCENTILE = 0.5

export function describeManyRoutes(scene: () => Scene): void {
  it(`answers clicks and keys within ${FLUID_MS} ms with ${ROUTES} routes`, async () => {
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
    // From the event to the picture after it (https://www.w3.org/TR/event-timing/).
    await page.evaluate(`
      window.delays = []
      new PerformanceObserver((list) => {
        for (const { duration, interactionId } of list.getEntries()) if (interactionId) delays.push(duration)
      }).observe({ type: 'event', durationThreshold: 16, buffered: false })`)
    for (let round = 0; round < 2; round++) {
      await page.locator('[data-action="pause"]').click()
      await page.getByLabel(/^Why/).pressSequentially('why')
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('button', { name: 'Light or dark' }).click()
      await page.getByRole('link', { name: 'System' }).click()
      await page.getByRole('link', { name: 'The move' }).click()
      await page.locator('.row[data-route]').first().waitFor()
    }
    const delays = await page.evaluate<number[]>('delays.sort((one, other) => one - other)')
    const fluid = delays[Math.floor(delays.length * PERCENTILE)] ?? 0
    expect(fluid, `interactions of ${delays.join(', ')} ms`).to.be.below(FLUID_MS)
    expect(faultsOf(ann)).to.deep.equal([])
    await close()
  })
}
