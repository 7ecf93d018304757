import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import { z } from 'zod'
import { dashboardOf } from '../src/dashboard.ts'
import { dashboards } from '../src/dashboards.ts'
import { selectorsOf } from './support/promql.ts'

const folder = join(repository, 'observability/grafana/dashboards')

const whole = z.number().int().nonnegative()
const shape = z.strictObject({
  uid: z.string().regex(/^[a-z0-9-]{1,40}$/),
  title: z.string().min(1),
  tags: z.array(z.string()),
  schemaVersion: whole,
  version: whole,
  editable: z.boolean(),
  refresh: z.string(),
  time: z.strictObject({ from: z.string(), to: z.string() }),
  templating: z.strictObject({
    list: z.array(z.looseObject({ name: z.string(), type: z.literal('query') })),
  }),
  annotations: z.strictObject({ list: z.array(z.looseObject({ expr: z.string() })) }),
  panels: z
    .array(
      z.strictObject({
        id: whole,
        title: z.string().min(1),
        description: z.string().min(1),
        type: z.enum(['timeseries', 'stat', 'table', 'state-timeline']),
        gridPos: z.strictObject({ x: whole.max(23), y: whole, w: whole.min(1).max(24), h: whole.min(1) }),
        datasource: z.strictObject({ type: z.literal('prometheus'), uid: z.literal('prometheus') }),
        fieldConfig: z.looseObject({ defaults: z.looseObject({ unit: z.string() }) }),
        options: z.looseObject({}),
        targets: z
          .array(z.looseObject({ refId: z.string().length(1), expr: z.string(), legendFormat: z.string() }))
          .min(1),
      }),
    )
    .min(1),
})

describe('the dashboards', () => {
  it('are as many files as there are descriptions', () => {
    expect(readdirSync(folder)).to.have.members(dashboards.map(({ uid }) => `${uid}.json`))
  })

  for (const dashboard of dashboards)
    describe(dashboard.title, () => {
      const text = readFileSync(join(folder, `${dashboard.uid}.json`), 'utf8')

      it('is what its description makes; else run node observability/src/render-dashboards.ts', () => {
        expect(JSON.parse(text)).to.deep.equal(JSON.parse(JSON.stringify(dashboardOf(dashboard))))
      })

      it('has the shape that Grafana reads, and no two panels in one place', () => {
        const { panels } = shape.parse(JSON.parse(text))
        expect(new Set(panels.map(({ id }) => id)).size).to.equal(panels.length)
        const cells = panels.flatMap(({ gridPos: { x, y, w } }) =>
          Array.from({ length: w }, (_, at) => `${x + at} ${y}`),
        )
        expect(new Set(cells).size).to.equal(cells.length)
        expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).to.equal(true)
      })

      it('asks in PromQL, and names only labels in its legends that its queries keep', () => {
        for (const { queries } of dashboard.panels)
          for (const { expr, legend } of queries) {
            expect(selectorsOf(expr), expr).not.to.have.length(0)
            const kept = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(', ')
            for (const [, label = ''] of legend.matchAll(/\{\{(\w+)\}\}/g))
              if (kept) expect(kept, expr).to.include(label)
          }
      })
    })
})
