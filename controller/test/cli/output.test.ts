import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { run, STRANGLER } from '../support/strangler.ts'
import { temporaryPlan, type TemporaryPlan } from '../support/temporary-plan.ts'

describe('strangler, where its output does not arrive', () => {
  let plan: TemporaryPlan
  let nothing: string
  before(async () => {
    plan = await temporaryPlan()
    nothing = join(plan.folder, 'nothing.log')
    await writeFile(nothing, '')
  })
  after(async () => {
    await rm(nothing)
    await plan.remove()
  })

  for (const json of [[], ['--json']])
    it(`keeps its verdict when nobody reads it${json.length > 0 ? ', as JSON neither' : ''}`, async () => {
      const args = [STRANGLER, 'replay', nothing, '--plan', plan.file, ...json]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
      child.stdout.destroy()
      expect(await once(child, 'close')).to.deep.equal([EXIT.tooFew, null])
    })

  it('ends as a fault when it cannot be written, and says so', async () => {
    const command = `'${process.execPath}' '${STRANGLER}' plan check '${plan.file}' > /dev/full`
    const { code, stderr } = await run(['bash', '-c', command])
    expect(code).to.equal(EXIT.environment)
    expect(stderr).to.match(
      /^strangler: its output cannot be written: ENOSPC.*; make room, or write it elsewhere\n$/,
    )
  })
})
