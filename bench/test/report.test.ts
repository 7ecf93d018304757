import { expect } from 'chai'
import { main } from '../src/modes.ts'
import { reportText, type Findings } from '../src/report.ts'
import type { Table } from '../src/results.ts'
import { sampleOf, tableOf } from './support/tables.ts'

const findingsOf = (more: Partial<Findings>): Findings => ({
  command: 'make bench',
  date: '2026-01-01 00:00',
  machine: [],
  seconds: 2,
  tables: [],
  memory: [],
  suites: [],
  goals: [],
  ...more,
})

describe('reportText', () => {
  it('gives medians, the range, and both ratios', () => {
    const table = tableOf(main, { haproxy: [100, 300, 200], 'hpm-express': [10, 30, 25] })
    const text = reportText(findingsOf({ tables: [table] }))
    expect(text).to.include('| haproxy | 200 | 100–300 | 1.00 | 2.00 | 20.0 | 80 | 1.00 | 10.00 | 0 |')
    expect(text).to.include('| hpm-express | 25 | 10–30 |')
  })

  it('tells apart what the edge costs and what HAProxy alone would', () => {
    const table = tableOf(main, { haproxy: [100], 'haproxy-1000': [80], 'edge-1000': [60] })
    const text = reportText(findingsOf({ tables: [table] }))
    expect(text)
      .to.include('| haproxy-1000 | haproxy | 0.80 |')
      .and.include('| edge-1000 | haproxy-1000 | 0.75 |')
  })

  it('keeps a contestant that failed, with its reason', () => {
    const [row] = tableOf(main, { hpm: [null] }).rows
    const tables: Table[] = [{ mode: main, rows: row ? [{ ...row, fault: 'it broke' }] : [] }]
    const text = reportText(findingsOf({ tables }))
    expect(text).to.include('| hpm | – | – | – | – | – | – | – | – | – |')
    expect(text).to.include('**hpm**: it broke')
  })

  it('says so when the machine was not idle', () => {
    const [row] = tableOf(main, { hpm: [] }).rows
    const tables = (disturbance: number): Table[] => [
      { mode: main, rows: row ? [{ ...row, samples: [sampleOf(1, { disturbance })] }] : [] },
    ]
    expect(reportText(findingsOf({ tables: tables(0.5) }))).to.include('NOT IDLE')
    expect(reportText(findingsOf({ tables: tables(0.05) }))).not.to.include('NOT IDLE')
  })
})
