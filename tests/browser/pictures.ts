import { expect } from 'chai'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expectSamePicture } from './same-picture.ts'
import { moved, type Answered, type Subject } from './subject.ts'

const SCREENS: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
}

type Show = (page: Page, edge: string) => Promise<unknown>

/** What to look at, in the order in which one person comes by. */
const SCENES: Readonly<Record<string, Show>> = {
  'the login': (page, edge) => page.goto(`${edge}/login/`),
  'the refused login': (page) => logIn(page, 'wrong'),
  'a forged form': async (page) => {
    await page.evaluate(`document.querySelector('[name=csrfmiddlewaretoken]').value = 'forged'`)
    await submit(page)
  },
  'a form without its cookie': async (page, edge) => {
    await page.goto(`${edge}/login/`)
    await page.context().clearCookies()
    await submit(page)
  },
  'a page that is not there': (page, edge) => page.goto(`${edge}/nothing`),
  'a search without results': (page, edge) => page.goto(`${edge}/search?search=nobody+wrote+this`),
  'the thoughts': async (page, edge) => {
    await page.goto(`${edge}/login/`)
    await logIn(page, 'password')
  },
  'a search with results': (page, edge) => page.goto(`${edge}/search?search=your+dream`),
}

type Album = Readonly<Record<string, Buffer>>

/** The same states, seen at weight 0 and at weight 100. */
export function describePictures(subject: () => Subject): void {
  const albums: Partial<Record<'legacy' | 'candidate', Album>> = {}
  let seen: readonly Answered[]
  before(async () => {
    const { system } = subject()
    const first = await moved(system, 0)
    albums.legacy = await takePictures(subject())
    const second = await moved(system, 100)
    albums.candidate = await takePictures(subject())
    seen = [first, second, await moved(system, 0)]
  })

  for (const screen of Object.keys(SCREENS))
    for (const scene of Object.keys(SCENES))
      it(`${scene} looks the same from both sides on a ${screen}`, async () => {
        const name = `${scene} on a ${screen}`
        await expectSamePicture(name, albums.legacy?.[name], albums.candidate?.[name])
      })

  it('each side alone made its pictures', () => {
    const sum = (counts: Answered, side: 'legacy' | 'candidate'): number =>
      counts.reduce((total, route) => total + route[side], 0)
    const [first, second, third] = seen as [Answered, Answered, Answered]
    expect(sum(second, 'candidate') - sum(first, 'candidate')).to.equal(0)
    expect(sum(third, 'legacy') - sum(second, 'legacy')).to.equal(0)
    expect(sum(third, 'candidate') - sum(second, 'candidate')).to.be.above(Object.keys(SCENES).length)
  })
}

async function takePictures({ system, chromium }: Subject): Promise<Album> {
  const album: Record<string, Buffer> = {}
  for (const [screen, options] of Object.entries(SCREENS)) {
    const page = await chromium.newPage(options)
    for (const [scene, show] of Object.entries(SCENES)) {
      await show(page, system.ready.edge)
      album[`${scene} on a ${screen}`] = await page.screenshot({ fullPage: true })
    }
    await page.context().close()
  }
  return album
}

async function logIn(page: Page, password: string): Promise<void> {
  await page.getByPlaceholder('Enter username').fill('stephen')
  await page.getByPlaceholder('Password').fill(password)
  await submit(page)
}

async function submit(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Submit' }).click()])
}
