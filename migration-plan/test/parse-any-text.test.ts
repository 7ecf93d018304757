import { expect } from 'chai'
import fc from 'fast-check'
import { parsePlan } from '@strangler/migration-plan'
import { planText } from './support/plans.ts'

describe('parsePlan', () => {
  describe('of any text', () => {
    const never = (text: string): void => {
      const parsed = parsePlan(text)
      if (parsed.ok) return
      expect(parsed.problems).not.to.have.length(0)
      for (const { line, column, what, remedy } of parsed.problems) {
        expect(Math.min(line, column), what).to.be.at.least(1)
        expect(`${what}${remedy}`).not.to.match(/[\n\r]/)
        expect(Math.min(what.length, remedy.length)).to.be.above(0)
      }
    }
    const json = (depth: number): fc.Arbitrary<unknown> => fc.jsonValue({ maxDepth: depth })
    const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts)

    it('never throws on text', () => {
      fc.assert(fc.property(fc.string({ unit: 'binary' }), never), { numRuns: 500 })
    })

    it('never throws on what looks like YAML', () => {
      const bits = oneOf(
        'routes',
        'id',
        ': ',
        '- ',
        '\n',
        '\n  ',
        '{',
        '}',
        '[',
        ']',
        '&a ',
        '*a',
        '!x ',
        '"',
        "'",
        '|',
        '#',
        '<<',
        '---\n',
        '\t',
        '%',
        '? ',
        '${X}',
      )
      fc.assert(
        fc.property(fc.array(bits, { maxLength: 30 }), (parts) => never(parts.join(''))),
        { numRuns: 1500 },
      )
    })

    it('never throws on plans with anything in the place of a field', () => {
      const keys = [
        'apiVersion',
        'legacy',
        'upstreams',
        'routes',
        'defaults',
        'data',
        'name',
        '__proto__',
        'x',
      ]
      const routeKeys = [
        'id',
        'match',
        'legacy',
        'candidate',
        'deny',
        'phase',
        'after',
        'ramp',
        'split',
        'timeouts',
        'limits',
        'headers',
        'compare',
        'gates',
        'auto',
        'retries',
        'expose',
        '__proto__',
      ]
      fc.assert(
        fc.property(oneOf(...keys), json(3), (key, value) => never(planText([], { [key]: value }))),
        { numRuns: 500 },
      )
      fc.assert(
        fc.property(oneOf(...routeKeys), json(2), (key, value) => {
          never(
            planText([
              { match: { path: '/a' }, candidate: 'new', [key]: value },
              { match: { path: '/b' }, after: ['r0'] },
            ]),
          )
          never(planText([{ match: { path: '/a' } }], { defaults: { [key]: value } }))
        }),
        { numRuns: 500 },
      )
      fc.assert(
        fc.property(oneOf('url', 'urls', 'health', 'host', 'tls', 'dryRun', 'x'), json(2), (key, value) =>
          never(planText([], { upstreams: { old: { [key]: value } } })),
        ),
        { numRuns: 500 },
      )
    })
  })
})
