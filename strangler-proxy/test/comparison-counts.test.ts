import type { RouteFindings } from '@strangler/comparison'
import { expect } from 'chai'
import { createMetrics } from '../src/admin/metrics.ts'
import { addReadings } from '../src/reading.ts'
import { createComparisonCounts } from '../src/shadowing/comparison-counts.ts'

describe('the metrics of comparing', () => {
  it('add up what was compared and what was left out, over all that is learned', async () => {
    const counts = createComparisonCounts()
    const findings: RouteFindings = {
      ...{ route: 'list', against: 'candidate', minute: 1, partial: 0, ruledOut: [], latency: [] },
      outcomes: [
        { signatures: [], count: 5 },
        { signatures: ['a'], count: 2 },
        { signatures: ['b'], count: 1 },
      ],
    }
    const shed = [{ route: 'list', cause: 'busy', count: 3 }] as const
    for (let turn = 0; turn < 2; turn++)
      counts.add([{ findings: [findings], signatures: [], examples: [], shed }])
    const text = await createMetrics(counts).render(addReadings([]), 1, [])
    expect(
      text.split('\n').filter((line) => /^strangler_proxy_(comparisons|shed)/.test(line)),
    ).to.have.members([
      'strangler_proxy_comparisons_total{route="list",against="candidate",outcome="equal"} 10',
      'strangler_proxy_comparisons_total{route="list",against="candidate",outcome="different"} 6',
      'strangler_proxy_shed_total{route="list",cause="busy"} 6',
    ])
  })
})
