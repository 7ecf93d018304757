import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { watchPage } from '../support/watch-page.ts'

/** Somebody at a browser, who uses what the pages show. Every click is checked to land where it should. */
export class Person {
  clicks = 0
  readonly page: Page
  readonly #edge: string
  readonly #complaints: readonly string[]

  constructor(page: Page, edge: string) {
    this.page = page
    this.#edge = edge
    this.#complaints = watchPage(page)
  }

  /** Types an address; `lands` is where that leads. */
  open(path: string, lands = path): Promise<void> {
    return this.#go(() => this.page.goto(this.#edge + path), lands)
  }

  async logIn(username: string): Promise<void> {
    await this.fillLogin(username)
    await this.press('Submit', '/')
    expect(await this.loggedInAs(username), 'logged in').to.equal(true)
  }

  async fillLogin(username: string, password = 'password'): Promise<void> {
    await this.page.getByPlaceholder('Enter username').fill(username)
    await this.page.getByPlaceholder('Password').fill(password)
  }

  /** Writes a thought, which the page then shows first. */
  async share(text: string): Promise<void> {
    await this.think(text)
    await this.press('Share', '/thoughts/')
    expect((await this.thoughts())[0]).to.equal(text)
  }

  think(text: string): Promise<void> {
    return this.page.getByPlaceholder('Any thoughts').fill(text)
  }

  async search(words: string): Promise<void> {
    await this.page.getByPlaceholder('Search').fill(words)
    await this.press('Search', `/search?${new URLSearchParams({ search: words }).toString()}`)
  }

  async logOut(): Promise<void> {
    await this.follow('(logout)', '/login/')
    expect(await this.isAnonymous(), 'anonymous').to.equal(true)
  }

  follow(link: string, lands: string): Promise<void> {
    return this.#go(() => this.page.getByRole('link', { name: link, exact: true }).click(), lands)
  }

  press(button: string, lands: string): Promise<void> {
    return this.#go(() => this.page.getByRole('button', { name: button, exact: true }).click(), lands)
  }

  /** The texts of the cards, from the top. */
  thoughts(): Promise<string[]> {
    return this.page.locator('.card-text').allTextContents()
  }

  async loggedInAs(username: string): Promise<boolean> {
    return (await this.page.locator('nav .nav-link').allTextContents()).join() === `${username},(logout)`
  }

  async isAnonymous(): Promise<boolean> {
    return (await this.page.locator('nav .nav-link').count()) === 0
  }

  async #go(act: () => Promise<unknown>, lands: string): Promise<void> {
    this.clicks += 1
    await Promise.all([this.page.waitForEvent('load'), act()])
    expect(this.#complaints).to.deep.equal([])
    expect(this.page.url()).to.equal(this.#edge + lands)
    const display = await this.page.evaluate('getComputedStyle(document.querySelector("nav")).display')
    expect(display, 'the style sheet applies').to.equal('flex')
  }
}
