import { expect } from 'chai'
import fc from 'fast-check'
import { isOpen, type Windows } from '@strangler/migration-plan'
import { parseWindow, windowText } from '../src/language/window.ts'
import { planOf, planText } from './support/plans.ts'

function windowsOf(written: object): Windows {
  const [route] = planOf(planText([{ match: { path: '/a' }, gates: { windows: written } }])).routes
  return route!.gates.windows!
}

const notOnFridayAfternoon = windowsOf({ zone: 'Europe/Berlin', deny: ['Fri 15:00-24:00'] })
const officeHours = windowsOf({ zone: 'America/New_York', allow: ['Mon-Fri 09:00-17:00'] })

describe('isOpen', () => {
  for (const [name, windows, instant, open] of [
    ['before a window that denies', notOnFridayAfternoon, '2026-07-03T12:59:59Z', true],
    ['from its first minute', notOnFridayAfternoon, '2026-07-03T13:00:00Z', false],
    ['to its last', notOnFridayAfternoon, '2026-07-03T21:59:59Z', false],
    ['after it', notOnFridayAfternoon, '2026-07-03T22:00:00Z', true],
    ['in winter, when the clocks say something else', notOnFridayAfternoon, '2026-01-02T13:30:00Z', true],
    ['within a window that allows', officeHours, '2026-07-03T13:00:00Z', true],
    ['after it', officeHours, '2026-07-03T21:00:00Z', false],
    ['on a day that none allows', officeHours, '2026-07-04T15:00:00Z', false],
    ['on a day that is another one there', officeHours, '2026-07-06T02:00:00Z', false],
  ] as const)
    it(`is ${open} ${name} (${instant})`, () => {
      expect(isOpen(windows, new Date(instant))).to.equal(open)
    })

  it('lets what denies win over what allows', () => {
    const both = windowsOf({ allow: ['daily'], deny: ['Sat,Sun'] })
    expect(isOpen(both, new Date('2026-07-04T12:00:00Z'))).to.equal(false)
    expect(isOpen(both, new Date('2026-07-03T12:00:00Z'))).to.equal(true)
  })
})

describe('windowText', () => {
  it('writes every window so that it is read as the same', () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((some) => some.sort())
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 2 })
    fc.assert(
      fc.property(days, times, (some, [one = 0, other = 0]) => {
        const window = { days: some, from: Math.min(one, other), until: Math.max(one, other) }
        expect(parseWindow(windowText(window))).to.deep.equal({ ok: true, window })
      }),
    )
  })
})
