import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { canonicalPath, compileTable, createMatcher, parsePlan } from '@strangler/migration-plan'
import { planOf } from './support/plans.ts'

const text = readFileSync(new URL('../plans/mythoughts.yaml', import.meta.url), 'utf8')
const plan = planOf(text)
const matcher = createMatcher(compileTable(plan, {}, 1))

function claimer(raw: string): string {
  const canonical = canonicalPath(raw)
  return canonical.ok ? matcher.match({ host: 'any', method: 'GET', path: canonical.path }).id : 'refused'
}

describe('plans/mythoughts.yaml', () => {
  it('starts with the line by which editors find the schema', () => {
    expect(text.split('\n')[0]).to.equal('# yaml-language-server: $schema=./plan.schema.json')
  })

  for (const [raw, id] of [
    ['/', 'root'],
    ['/static/bootstrap.css', 'static'],
    ['/search', 'search'],
    ['/login/', 'login'],
    ['/logout/', 'logout'],
    ['/thoughts/', 'list'],
    ['/%74houghts/', 'list'],
    ['/thoughts/new', 'new-thought'],
    ['/api/login/', 'api-login'],
    ['/api/thoughts/', 'api-thoughts'],
    ['/api/thoughts/1/', 'api-thoughts'],
    ['/api/me/thoughts/', 'api-my-thoughts'],
    ['/admin/', 'admin'],
    ['/admin/users/', 'admin'],
    ['//admin;x=1/users/', 'admin'],
    ['/x/../admin/', 'refused'],
    ['/login', 'rest'],
    ['/search/', 'rest'],
    ['/admin', 'rest'],
    ['/favicon.ico', 'rest'],
    ['/api/', 'rest'],
  ] as const)
    it(`has ${raw} ${id === 'refused' ? 'refused' : `claimed by ${id}`}`, () => {
      expect(claimer(raw)).to.equal(id)
    })

  it('moves in an order in which each route waits only for those before it', () => {
    const seen = new Set<string>()
    for (const { id, after } of plan.routes) {
      expect(
        after.every((earlier) => seen.has(earlier)),
        id,
      ).to.equal(true)
      seen.add(id)
    }
  })

  it('leaves the monolith nothing once every route is live', () => {
    const sides = plan.routes.filter(({ deny }) => !deny).map(({ candidate }) => candidate)
    expect(sides).not.to.include('monolith').and.not.to.include(null)
    expect(compileTable(plan, {}, 1).routes.map(({ id }) => id)).not.to.include('unclaimed')
  })

  it('takes the addresses of its upstreams from the environment', () => {
    const moved = planOf(text, { LEGACY_URL: 'http://django:8000' })
    expect(plan.upstreams['monolith']?.addresses).to.deep.equal(['http://127.0.0.1:8100'])
    expect(moved.upstreams['monolith']?.addresses).to.deep.equal(['http://django:8000'])
  })

  it('is read or refused, never a reason to throw, wherever somebody slips', () => {
    const slip = fc.constantFrom(
      '',
      ' ',
      '\n',
      ':',
      '-',
      '{',
      ']',
      '"',
      "'",
      '&',
      '*',
      '!',
      '\t',
      '#',
      'x',
      '%',
      '5',
    )
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(20), slip, (at, cut, typed) => {
        const parsed = parsePlan(text.slice(0, at) + typed + text.slice(at + cut))
        if (!parsed.ok) expect(parsed.problems).not.to.have.length(0)
      }),
      { numRuns: 300 },
    )
  })
})
