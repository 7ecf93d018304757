import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { repository } from '@strangler/demo'
import { expect } from 'chai'

const run = promisify(execFile)

describe('make', () => {
  it('tells what it can do when asked for nothing', async () => {
    const { stdout } = await run('make', ['--no-print-directory'], { cwd: repository })
    const targets = stdout.match(/^ {2}make \w+/gm)?.map((line) => line.trim().slice('make '.length))
    expect(targets).to.deep.equal(['help', 'demo', 'up', 'test', 'check', 'bench', 'images', 'clean'])
  })
})
