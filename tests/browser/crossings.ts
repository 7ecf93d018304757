import { expect } from 'chai'
import { moveAll } from '../support/move-all.ts'
import { Person } from './person.ts'
import type { Subject } from './subject.ts'

const MONOLITH = { name: 'the monolith', weight: 0 }
const SERVICES = { name: 'the services', weight: 100 }
const SIDES = [MONOLITH, SERVICES]

/** Pages that one side made and that are used when the other answers. */
export function describeCrossings(subject: () => Subject): void {
  const arrive = async (): Promise<Person> => {
    const { system, chromium } = subject()
    const context = await chromium.newContext()
    const person = new Person(await context.newPage(), system.ready.edge)
    await person.open('/login/')
    return person
  }

  for (const [from, to] of [
    [MONOLITH, SERVICES],
    [SERVICES, MONOLITH],
  ] as const)
    it(`forms made by ${from.name} may be posted to ${to.name}`, async () => {
      const { system } = subject()
      await moveAll(system, from.weight)
      const person = await arrive()
      await person.fillLogin('bruce')
      await moveAll(system, to.weight)
      await person.press('Submit', '/')
      await moveAll(system, from.weight)
      await person.follow('bruce', '/thoughts/')
      await person.think(`carried from ${from.name}`)
      await moveAll(system, to.weight)
      await person.press('Share', '/thoughts/')
      expect((await person.thoughts())[0]).to.equal(`carried from ${from.name}`)
      await person.page.context().close()
    })

  for (const made of SIDES)
    for (const ended of SIDES)
      it(`a page made by ${made.name} acts no more after a logout by ${ended.name}, by Back or in another tab`, async () => {
        const { system } = subject()
        await moveAll(system, made.weight)
        const person = await arrive()
        await person.logIn('bruce')
        const other = new Person(await person.page.context().newPage(), system.ready.edge)
        await other.open('/thoughts/')
        await moveAll(system, ended.weight)
        await person.logOut()

        await person.page.goBack({ waitUntil: 'commit' })
        await person.page.goForward({ waitUntil: 'commit' })
        expect(await person.isAnonymous(), 'Forward shows the login').to.equal(true)
        await person.page.goBack({ waitUntil: 'commit' })
        for (const late of [person, other]) {
          await late.think('too late')
          await late.press('Share', '/login/')
        }
        await person.logIn('bruce')
        expect(await person.thoughts()).not.to.include('too late')
        await person.page.context().close()
      })
}
