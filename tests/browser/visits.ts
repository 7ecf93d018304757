import { expect } from 'chai'
import { eventually } from '../support/eventually.ts'
import { moveAll } from '../support/move-all.ts'
import { Person } from './person.ts'
import { moved, type Subject } from './subject.ts'

const WEIGHTS = [0, 5, 33, 50, 100, 50, 0]
/** More than a visit has, and no multiple of it: so that the weights change at other clicks each time. */
const CLICKS_PER_WEIGHT = 11

/** One person who comes again and again while all routes move. */
export function describeVisits(subject: () => Subject): void {
  it(`a user who clicks while the weights go ${WEIGHTS.join(', ')} notices nothing`, async () => {
    const { system, chromium } = subject()
    const page = await chromium.newPage()
    // The style sheet may be kept for an hour: without this it would be asked for once.
    const session = await page.context().newCDPSession(page)
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
    const person = new Person(page, system.ready.edge)
    const written: string[] = []
    const before = await moved(system, 0)
    let stopped = false
    const isStopped = (): boolean => stopped
    const visits = (async () => {
      while (!isStopped()) await visit(person, written)
    })().finally(() => (stopped = true))
    const moves = (async () => {
      for (const weight of WEIGHTS) {
        await moveAll(system, weight)
        const enough = person.clicks + CLICKS_PER_WEIGHT
        await eventually(() => isStopped() || person.clicks >= enough, { withinMs: 120_000 })
      }
    })().finally(() => (stopped = true))
    await Promise.all([visits, moves])

    await person.open('/login/')
    await person.logIn('bruce')
    expect((await person.thoughts()).slice(0, written.length)).to.deep.equal(written.toReversed())
    await page.context().close()
    for (const [index, { id, legacy, candidate }] of (await moved(system, 0)).entries()) {
      expect(legacy, `${id} by the monolith`).to.be.above(before[index]?.legacy ?? 0)
      expect(candidate, `${id} by the services`).to.be.above(before[index]?.candidate ?? 0)
    }
  })
}

/** Logs in, writes, reads, searches, writes again and logs out. */
async function visit(person: Person, written: string[]): Promise<void> {
  await person.open('/', '/login/')
  await person.logIn('bruce')
  await share(person, written)
  await person.search(written.at(-1) ?? '')
  expect(await person.thoughts()).to.deep.equal([written.at(-1)])
  expect(await person.loggedInAs('bruce'), 'still logged in').to.equal(true)
  await person.follow('bruce', '/thoughts/')
  await share(person, written)
  await person.search('nobody wrote this')
  expect(await person.page.getByText('No results for your search').count()).to.equal(1)
  await person.follow('MyThoughts', '/thoughts/')
  await person.logOut()
  await person.follow('MyThoughts', '/login/')
}

async function share(person: Person, written: string[]): Promise<void> {
  const text = `thought no. ${written.length + 1}!`
  written.push(text)
  await person.share(text)
}
