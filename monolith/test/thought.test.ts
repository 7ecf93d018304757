import { expect } from 'chai'
import fc from 'fast-check'
import { addThought, searchThoughts, thoughtsOf } from '../src/models/thought.ts'
import { makeTables, type Tables } from './support/tables.ts'

describe('thoughts', () => {
  let tables: Tables
  before(async () => {
    tables = await makeTables()
  })
  beforeEach(() => tables.db.deleteFrom('thoughts_thoughtmodel').execute())
  after(() => tables[Symbol.asyncDispose]())

  const store = async (...texts: string[]): Promise<void> => {
    const values = texts.map((text, index) => ({
      username: 'bruce',
      text,
      timestamp: new Date(Date.UTC(2026, 0, 1 + index)),
    }))
    await tables.db.insertInto('thoughts_thoughtmodel').values(values).execute()
  }
  const found = async (words: string): Promise<string[]> =>
    (await searchThoughts(tables.db, words)).map(({ text }) => text)

  it('are listed for their user alone, newest first, of one moment the later stored', async () => {
    const at = (day: number) => new Date(Date.UTC(2026, 0, day))
    await tables.db
      .insertInto('thoughts_thoughtmodel')
      .values([
        { username: 'bruce', text: 'second', timestamp: at(2) },
        { username: 'stephen', text: 'not this', timestamp: at(2) },
        { username: 'bruce', text: 'first', timestamp: at(1) },
        { username: 'bruce', text: 'third', timestamp: at(2) },
        { username: 'Bruce', text: 'nor this', timestamp: at(2) },
      ])
      .execute()
    const own = await thoughtsOf(tables.db, 'bruce')
    expect(own.map(({ text }) => text)).to.deep.equal(['third', 'second', 'first'])
    expect(own[0]).to.deep.equal({ username: 'bruce', text: 'third', timestamp: at(2) })
    expect(await thoughtsOf(tables.db, 'nobody')).to.deep.equal([])
  })

  it('are stored as of this moment, as they were written', async () => {
    const text = '  ż\r\n👍 <b> '
    await addThought(tables.db, 'bruce', text)
    const [thought] = await thoughtsOf(tables.db, 'bruce')
    expect(thought).to.include({ username: 'bruce', text })
    expect(thought?.timestamp.getTime()).to.be.closeTo(Date.now(), 60_000)
  })

  it('are of 250 characters at most, and nothing is stored of a longer one, or of NUL', async () => {
    await addThought(tables.db, 'bruce', '👍'.repeat(250))
    for (const text of ['x'.repeat(251), 'a\0b']) {
      const outcome = await addThought(tables.db, 'bruce', text).catch((error: unknown) => error)
      expect(outcome).to.be.instanceOf(Error)
    }
    expect(await thoughtsOf(tables.db, 'bruce')).to.have.length(1)
  })

  for (const [name, words, expected] of [
    ['a part, whatever its case', 'sEC', ['SECONDS', 'a few seconds']],
    ['letters of every alphabet, whatever their case', 'ŻÓŁĆ', ['zażółć']],
    ['small letters where capitals are stored', 'σίσυφοσ', ['ΣΊΣΥΦΟΣ']],
    ['a percent sign as itself', '%', ['100%', '\\% and \\_']],
    ['a percent sign among letters', '0%', ['100%']],
    ['an underscore as itself', 'c_s', ['snake_case_c_s']],
    ['a backslash as itself', '\\', ['C:\\temp', '\\% and \\_']],
    ['a backslash before a percent sign', '\\%', ['\\% and \\_']],
    ['a backslash at the end', 'C:\\', ['C:\\temp']],
    ['blanks as they are', 'few  seconds', []],
    ['a quotation mark', "'", ["it's"]],
    ['nothing for what nobody wrote', 'nobody', []],
  ] as const)
    it(`search finds ${name}`, async () => {
      await store('a few seconds', 'SECONDS', 'zażółć', 'ΣΊΣΥΦΟΣ', '100%', 'cas', 'snake_case_c_s')
      await store('\\% and \\_', 'C:\\temp', "it's")
      expect(await found(words)).to.have.members(expected)
    })

  it('search finds all for nothing, newest first, whoever wrote them', async () => {
    await store('one', 'two')
    await tables.db
      .insertInto('thoughts_thoughtmodel')
      .values({ username: 'stephen', text: 'between', timestamp: new Date(Date.UTC(2026, 0, 1, 12)) })
      .execute()
    expect(await found('')).to.deep.equal(['two', 'between', 'one'])
  })

  it('search refuses NUL', async () => {
    expect(await searchThoughts(tables.db, '\0').catch((error: unknown) => error)).to.be.instanceOf(Error)
  })

  it('search finds a text by each of its parts, and what it finds contains the words', async () => {
    const tricky = fc.string({ unit: fc.constantFrom('%', '_', '\\', 'a', 'A', 'ż', 'Ż'), maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(tricky, tricky, tricky, tricky, async (before, words, after, other) => {
        const text = before + words + after
        await tables.db.deleteFrom('thoughts_thoughtmodel').execute()
        await store(text, other)
        const expected = [text, other].filter((one) => one.toUpperCase().includes(words.toUpperCase()))
        expect(await found(words))
          .to.have.members(expected)
          .and.to.include(text)
      }),
      { numRuns: 50 },
    )
  })
})
