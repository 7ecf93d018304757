import { expect } from 'chai'
import { HttpError } from '@mythoughts/kit'
import { DryRun, withDryRun, type Outcome } from '../../kit/src/dry-run/dry-run.ts'
import { createHashGate } from '../src/hash-gate.ts'

describe('the gate before the hashing of passwords', () => {
  it('keeps its queue for logins that count: a dry run that would wait behind one loses', async () => {
    const gate = createHashGate({ atOnce: 1, waiting: 2 })
    let finish = (): void => undefined
    const running = gate.run(() => new Promise<void>((resolve) => (finish = resolve)))
    const waiting = gate.run(() => Promise.resolve('first'))
    const outcomes: Outcome[] = []
    const run = new DryRun(undefined, (outcome) => outcomes.push(outcome))
    const refused = await withDryRun(run, () => gate.run(() => Promise.resolve('dry'))).catch(
      (error: unknown) => error,
    )
    expect(refused).to.be.instanceOf(HttpError)
    expect(outcomes).to.deep.equal(['lost'])
    const last = gate.run(() => Promise.resolve('second'))
    finish()
    await running
    expect(await Promise.all([waiting, last])).to.deep.equal(['first', 'second'])
  })
})
