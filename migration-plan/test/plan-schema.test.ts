import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { planSchema } from '@strangler/migration-plan'
import { planOf, problemsOf } from './support/plans.ts'
import { head } from './support/problems.ts'

describe('planSchema', () => {
  it('is published as plans/plan.schema.json (npm run schema -w @strangler/migration-plan)', () => {
    const published = readFileSync(new URL('../plans/plan.schema.json', import.meta.url), 'utf8')
    expect(published).to.equal(`${JSON.stringify(planSchema(), null, 2)}\n`)
  })

  it('describes every field', () => {
    expect(undescribed(planSchema(), 'plan')).to.deep.equal([])
  })

  it('lets nothing through that it does not know', () => {
    expect(open(planSchema(), 'plan')).to.deep.equal([])
  })
})

describe('docs/reference/plan.md', () => {
  const reference = readFileSync(new URL('../../docs/reference/plan.md', import.meta.url), 'utf8')

  it('names every field of the schema', () => {
    const named = new Set(reference.match(/[A-Za-z0-9]+/g))
    expect(fields(planSchema()).filter((field) => !named.has(field))).to.deep.equal([])
  })

  it('shows an example that is a plan', () => {
    const [example = ''] = examplesIn(reference)
    expect(planOf(example).routes.map(({ id }) => id)).to.deep.equal(['search'])
  })

  it('shows route fields that a plan can have', () => {
    const [, ...examples] = examplesIn(reference)
    expect(examples).to.have.length(4)
    for (const example of examples)
      expect(
        problemsOf(`${head}routes: []\ndefaults:\n${example.replace(/^/gm, '  ')}`),
        example,
      ).to.deep.equal([])
  })
})

describe('docs/operate/put-the-edge-in-front.md', () => {
  it('shows a plan that sends everything to legacy, with the Host header that users ask for', () => {
    const page = new URL('../../docs/operate/put-the-edge-in-front.md', import.meta.url)
    const [example = ''] = examplesIn(readFileSync(page, 'utf8'))
    const { upstreams, unclaimed } = planOf(example)
    expect(unclaimed.legacy).to.equal('monolith')
    expect(upstreams['monolith']?.host).to.equal('keep')
  })
})

function examplesIn(page: string): readonly string[] {
  return [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example = '']) => example)
}

type Visit = (schema: Readonly<Record<string, unknown>>, name: string) => readonly string[]

function walk(schema: unknown, name: string, visit: Visit): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = schema as Readonly<Record<string, unknown>>
  const inner = Object.entries(own).flatMap(([key, value]) =>
    key === 'propertyNames' || key === 'required' ? [] : walk(value, `${name}.${key}`, visit),
  )
  return [...visit(own, name), ...inner]
}

function undescribed(schema: object, name: string): readonly string[] {
  return walk(schema, name, ({ properties }, at) =>
    Object.entries((properties ?? {}) as Readonly<Record<string, { description?: string }>>)
      .filter(([, { description }]) => description === undefined)
      .map(([key]) => `${at}.${key}`),
  )
}

function fields(schema: object): readonly string[] {
  return walk(schema, '', ({ properties }) => Object.keys(properties ?? {}))
}

function open(schema: object, name: string): readonly string[] {
  return walk(schema, name, ({ type, additionalProperties }, at) =>
    type === 'object' && additionalProperties === undefined ? [at] : [],
  )
}
