import { setTimeout as pause } from 'node:timers/promises'
import { Browser } from './browser.ts'
import type { Tally } from './tally.ts'

/** Milliseconds between two clicks. */
const THINKING_MS = 150
const THOUGHTS_PER_VISIT = 6

/** A person who comes again and again: logs in, writes, reads it back, searches, logs out. */
export interface Visitor {
  readonly name: string
  /** Every thought whose writing was acknowledged. */
  readonly written: readonly string[]
  /** Lets the visit end; resolves when it has. */
  leave(): Promise<void>
}

export function startVisitor(
  base: string,
  tally: Tally,
  account: { name: string; password: string },
): Visitor {
  const browser = new Browser(base, tally)
  const written: string[] = []
  let attempts = 0
  let leaving = false
  const isLeaving = (): boolean => leaving
  const visits = (async () => {
    while (!isLeaving()) await visit()
  })()

  async function visit(): Promise<void> {
    await browser.click('/static/bootstrap.css', 200)
    // Browsers ask for it, and the site never had one.
    await browser.click('/favicon.ico', 404)
    await browser.click('/login/', 200)
    const login = await browser.click('/login/', 302, { username: account.name, password: account.password })
    if (login?.location !== '/') return pause(THINKING_MS)
    for (let count = 0; count < THOUGHTS_PER_VISIT && !isLeaving(); count += 1) await write()
    await browser.click('/', 200)
    const logout = await browser.click('/logout/', 302)
    if (logout?.status === 302) await browser.click('/thoughts/', 302)
  }

  async function write(): Promise<void> {
    attempts += 1
    const text = `${account.name} thinks of number ${attempts}`
    const answer = await browser.click('/thoughts/new', 302, { text })
    if (answer?.location === '/login/') tally.lostSessions += 1
    if (answer?.location !== '/thoughts/') return
    written.push(text)
    await readBack('/thoughts/', text)
    await readBack(`/search?${new URLSearchParams({ search: text }).toString()}`, text)
    await pause(THINKING_MS)
  }

  async function readBack(path: string, text: string): Promise<void> {
    await pause(THINKING_MS)
    const found = await browser.click(path, 200)
    if (found?.location === '/login/') tally.lostSessions += 1
    if (found?.status === 200 && !found.body.includes(text)) tally.lostWrites += 1
  }

  return {
    name: account.name,
    written,
    leave: () => {
      leaving = true
      return visits
    },
  }
}
