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

interface Account {
  readonly name: string
  readonly password: string
}

export function startVisitor(base: string, tally: Tally, account: Account): Visitor {
  const person = new Person(new Browser(base, tally), tally, account)
  const visits = (async () => {
    while (!person.isLeaving) await person.visit()
  })()
  return {
    name: account.name,
    written: person.written,
    leave: () => {
      person.isLeaving = true
      return visits
    },
  }
}

class Person {
  readonly written: string[] = []
  isLeaving = false
  readonly #browser: Browser
  readonly #tally: Tally
  readonly #account: Account
  #attempts = 0
  /** A login that was not answered may be under way yet, and end the session of a later one: the site keeps one per user. */
  #hasLateLogin = false

  constructor(browser: Browser, tally: Tally, account: Account) {
    this.#browser = browser
    this.#tally = tally
    this.#account = account
  }

  async visit(): Promise<void> {
    const { name, password } = this.#account
    await this.#browser.click('/static/bootstrap.css', [200])
    // Browsers ask for it, and the site never had one.
    await this.#browser.click('/favicon.ico', [404])
    await this.#browser.click('/login/', [200])
    const login = await this.#browser.click('/login/', [302], { username: name, password })
    if (login?.location !== '/') {
      this.#hasLateLogin = login === null || login.status >= 500
      return pause(THINKING_MS)
    }
    const isStillIn = await this.#stay()
    this.#hasLateLogin = false
    if (!isStillIn) return
    const logout = await this.#browser.click('/logout/', [302])
    if (logout?.status === 302) await this.#browser.click('/thoughts/', [302])
  }

  /** False once sent to the login page. */
  async #stay(): Promise<boolean> {
    for (let count = 0; count < THOUGHTS_PER_VISIT && !this.isLeaving; count += 1)
      if (!(await this.#write())) return false
    const home = await this.#browser.click('/', this.#pageOrLogin())
    return home?.location !== '/login/'
  }

  async #write(): Promise<boolean> {
    this.#attempts += 1
    const text = `${this.#account.name} thinks of number ${this.#attempts}`
    const answer = await this.#browser.click('/thoughts/new', [302], { text })
    if (answer?.location === '/login/') return this.#sentToLogin()
    if (answer?.location !== '/thoughts/') return true
    this.written.push(text)
    const search = new URLSearchParams({ search: text }).toString()
    for (const path of ['/thoughts/', `/search?${search}`])
      if (!(await this.#readBack(path, text))) return false
    await pause(THINKING_MS)
    return true
  }

  async #readBack(path: string, text: string): Promise<boolean> {
    await pause(THINKING_MS)
    const found = await this.#browser.click(path, this.#pageOrLogin())
    if (found?.location === '/login/') return this.#sentToLogin()
    if (found?.status === 200 && !found.body.includes(text)) this.#tally.lostWrites += 1
    return true
  }

  #pageOrLogin(): readonly number[] {
    return this.#hasLateLogin ? [200, 302] : [200]
  }

  #sentToLogin(): false {
    if (!this.#hasLateLogin) this.#tally.lostSessions += 1
    return false
  }
}
