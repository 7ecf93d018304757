import { chromium, type Browser } from 'playwright-core'

const EXECUTABLE = '/usr/bin/chromium'

/**
 * The system's Chromium, without a window. With `livingPages`, Back shows a page alive as it was left, which is what
 * users get and Playwright switches off; such a page fires no `load`.
 */
export function launchChromium({ livingPages = false } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--disable-gpu'],
    ignoreDefaultArgs: livingPages ? ['--disable-back-forward-cache'] : [],
  })
}
