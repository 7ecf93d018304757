import { expect } from 'chai'
import { usageOf } from '../src/cpu-time.ts'
import { BenchError } from '../src/errors.ts'
import { createProcesses } from '../src/processes.ts'
import { eventually } from '../../tests/support/eventually.ts'

const path = '/usr/bin:/bin'

describe('createProcesses', () => {
  it('stops all that still runs, and starts nothing afterwards', async () => {
    const processes = createProcesses(null, path)
    const sleepers = ['60', '61'].map((seconds) =>
      processes.start('proxy', { command: 'sleep', args: [seconds] }),
    )
    await processes.close()
    for (const { pid } of sleepers) expect(() => process.kill(pid, 0)).to.throw('ESRCH')
    const start = (): unknown => processes.start('load', { command: 'sleep', args: ['60'] })
    expect(start).to.throw(BenchError, 'stopped')
  })
})

describe('usageOf', () => {
  it('counts the CPU time of children too', async () => {
    const processes = createProcesses(null, path)
    const script = `sh -c 'while :; do :; done' & trap "kill $!" TERM; wait`
    const { pid } = processes.start('proxy', { command: 'sh', args: ['-c', script] })
    try {
      await eventually(async () => (await usageOf(pid)).cpuSeconds > 0.1)
    } finally {
      await processes.close()
    }
  })

  it('of a process that is gone is nothing', async () => {
    expect(await usageOf(2 ** 30)).to.deep.equal({ cpuSeconds: 0, residentMb: 0 })
  })
})
