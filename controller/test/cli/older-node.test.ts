import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { listen } from '../../src/listen.ts'
import { STRANGLER } from '../support/strangler.ts'
import { planText, temporaryPlan, type TemporaryPlan } from '../support/temporary-plan.ts'

/** What makes a Node say that it is an older one. */
const OLDER =
  "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})"

describe('strangler, started by an older Node,', () => {
  let server: Server
  let plan: TemporaryPlan
  let asked = 0
  before(async () => {
    server = createServer((_, res) => {
      asked++
      res.end('the same')
    })
    const { url } = await listen(server, 0, '127.0.0.1')
    plan = await temporaryPlan(planText().replaceAll('http://127.0.0.1:9,', `${url},`))
    await writeFile(join(plan.folder, 'recording'), '{"method":"GET","url":"/search"}\n'.repeat(100_000))
  })
  after(async () => {
    server.close().closeAllConnections()
    await plan.remove()
  })

  /** A replay that is under way, in a group of its own, as on a terminal. */
  async function replaying(): Promise<ChildProcessByStdio<null, Readable, null>> {
    const args = ['--import', OLDER, STRANGLER, 'replay', join(plan.folder, 'recording'), '--plan', plan.file]
    const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
    const before = asked
    await eventually(() => asked > before + 3)
    return child
  }

  for (const [name, signal, stop] of [
    ['Ctrl-C, which the whole group gets', 'SIGINT', (pid: number) => process.kill(-pid, 'SIGINT')],
    ['SIGTERM, which it alone gets', 'SIGTERM', (pid: number) => process.kill(pid, 'SIGTERM')],
  ] as const)
    it(`ends by ${name}, as it does by ${signal} on a newer one`, async () => {
      const child = await replaying()
      const [stdout, ended] = [text(child.stdout), once(child, 'exit')]
      stop(child.pid ?? 0)
      const how = await ended
      // What outlived it is not to be left behind.
      if (how[0] === null) process.kill(-(child.pid ?? 0), 'SIGKILL')
      expect(how).to.deep.equal([EXIT.ok, null])
      expect(await stdout).to.match(/^\d{1,4} sent; /)
    })
})
