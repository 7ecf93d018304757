import type { Page } from 'playwright-core'

/** Tells how much a page works. */
export interface MainThread {
  /**
   * CPU time of the page's main thread in milliseconds, from just before an act until the picture in which `then` is
   * matched: scripts, style, layout and painting, and whatever else the page did meanwhile, so it is never too little.
   * Other than the time by the clock, it is the same on a machine on which others work, too.
   */
  workOf: (act: () => Promise<unknown>, then: string) => Promise<number>
}

export async function mainThreadOf(page: Page): Promise<MainThread> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value
    if (seconds === undefined) throw new TypeError('Chromium tells no TaskDuration')
    return seconds * 1000
  }
  return {
    async workOf(act, then) {
      const before = await worked()
      await act()
      await page.evaluate(pictureWith(then))
      return (await worked()) - before
    },
  }
}

/** Waits for a picture in which something is matched: what is asked for in a frame is drawn before the next one. */
function pictureWith(selector: string): string {
  return `new Promise((resolve) => {
    const look = () => {
      if (!document.querySelector(${JSON.stringify(selector)})) requestAnimationFrame(look)
      else requestAnimationFrame(() => setTimeout(resolve))
    }
    requestAnimationFrame(look)
  })`
}
