import type { Page } from 'playwright-core'

/** Everything that a page complains of from now on: errors on its console, in its scripts, and of its requests. */
export function watchPage(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    // Chromium asks every site for an icon, and complains where there never was one.
    if (message.location().url.endsWith('/favicon.ico')) return
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('requestfailed', (request) => {
    complaints.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText ?? 'failed'}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()}: ${response.status()}`)
  })
  return complaints
}
