import { expect } from 'chai'
import fc from 'fast-check'
import { formatDate } from '../src/django/format-date.ts'

const MONTHS = [
  'Jan.',
  'Feb.',
  'March',
  'April',
  'May',
  'June',
  'July',
  'Aug.',
  'Sept.',
  'Oct.',
  'Nov.',
  'Dec.',
]

/** The minute that a text tells, in milliseconds since 1970; NaN if it is not in the format. */
function minuteOf(text: string): number {
  const [, month = '', day, year, clock = ''] = /^(\S+) ([1-9]\d?), (\d+), (.+)$/.exec(text) ?? []
  const special = { midnight: [0, 0], noon: [12, 0] }[clock]
  const [, hour, minute = '0', half] = /^([1-9]\d?)(?::(\d\d))? ([ap]\.m\.)$/.exec(clock) ?? []
  const [hours = NaN, minutes = NaN] = special ?? [
    (Number(hour) % 12) + (half === 'p.m.' ? 12 : 0),
    Number(minute),
  ]
  return Date.UTC(Number(year), MONTHS.indexOf(month), Number(day), hours, minutes)
}

describe('formatDate', () => {
  for (const [time, text] of [
    ['1962-05-11T09:53:41Z', 'May 11, 1962, 9:53 a.m.'],
    ['2026-11-24T06:46:59.999Z', 'Nov. 24, 2026, 6:46 a.m.'],
    ['1963-06-11T19:53:41Z', 'June 11, 1963, 7:53 p.m.'],
    ['2026-03-05T10:07:00Z', 'March 5, 2026, 10:07 a.m.'],
    ['2026-03-05T20:00:00Z', 'March 5, 2026, 8 p.m.'],
    ['2026-03-05T20:00:59Z', 'March 5, 2026, 8 p.m.'],
    ['2026-03-05T01:00:00Z', 'March 5, 2026, 1 a.m.'],
    ['2026-03-05T11:59:59Z', 'March 5, 2026, 11:59 a.m.'],
    ['2026-03-05T12:00:00Z', 'March 5, 2026, noon'],
    ['2026-03-05T12:00:59Z', 'March 5, 2026, noon'],
    ['2026-03-05T12:01:00Z', 'March 5, 2026, 12:01 p.m.'],
    ['2026-03-05T13:00:00Z', 'March 5, 2026, 1 p.m.'],
    ['2026-03-05T23:59:59Z', 'March 5, 2026, 11:59 p.m.'],
    ['2026-03-06T00:00:00Z', 'March 6, 2026, midnight'],
    ['2026-03-06T00:01:00Z', 'March 6, 2026, 12:01 a.m.'],
    ['2024-02-29T00:30:00Z', 'Feb. 29, 2024, 12:30 a.m.'],
    ['2026-01-01T00:00:00+02:00', 'Dec. 31, 2025, 10 p.m.'],
  ] as const)
    it(`writes ${time} as ${text}`, () => {
      expect(formatDate(new Date(time))).to.equal(text)
    })

  it("has Django's names of the months", () => {
    const written = MONTHS.map((_, month) => formatDate(new Date(Date.UTC(2026, month, 1, 8))))
    expect(written).to.deep.equal(MONTHS.map((name) => `${name} 1, 2026, 8 a.m.`))
  })

  it('tells the minute, whatever the time is', () => {
    const time = fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(time, (date) => {
        expect(minuteOf(formatDate(date))).to.equal(Math.floor(date.getTime() / 60_000) * 60_000)
      }),
    )
  })
})
