import { expect } from 'chai'
import { signalProcess } from '../support/signal-process.ts'
import type { Scene } from './scene.ts'
import { visitConsole } from './visitor.ts'

export function describeStaying(scene: () => Scene): void {
  it('with the controller gone says so, and recovers by itself', async () => {
    const { page, close } = await visitConsole(scene())
    const controller = scene().system.processes.get('controller')
    const stopped = controller?.pid() ?? 0
    signalProcess(stopped, 'SIGSTOP')
    try {
      await page.getByText(/As of \d+ s ago: the controller does not answer/).waitFor({ timeout: 15_000 })
      expect(await page.locator('.row[data-route]').count(), 'what was known last').to.be.above(5)
    } finally {
      signalProcess(stopped, 'SIGKILL')
    }
    await page.locator('.stale').waitFor({ state: 'detached', timeout: 20_000 })
    await page.getByText('live', { exact: true }).first().waitFor()
    // Events come again, too: what somebody else does is seen at once.
    await scene().controller.restrain('logout', 'hold', 'for the console')
    await page.locator('.needs').getByText('for the console').waitFor()
    await scene().controller.restrain('logout', 'release')
    await close()
  })
}
