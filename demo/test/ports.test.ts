import { createServer } from 'node:net'
import { expect } from 'chai'
import { claimPorts } from '../src/system/ports.ts'

describe('the ports of a system', () => {
  const releases: (() => Promise<void>)[] = []
  after(async () => {
    for (const release of releases) await release()
  })

  it('are others than those of a system that starts at the same instant', async () => {
    const claimed = await Promise.all([claimPorts(), claimPorts(), claimPorts()])
    releases.push(...claimed.map(({ release }) => release))
    const all = claimed.flatMap(({ ports }) => Object.values(ports))
    expect(new Set(all)).to.have.property('size', all.length)
  })

  it('are free to listen on while they are claimed', async () => {
    const { ports, release } = await claimPorts()
    releases.push(release)
    for (const port of Object.values(ports))
      await new Promise<void>((resolve, reject) => {
        const server = createServer().once('error', reject)
        server.listen(port, '127.0.0.1', () => server.close(() => resolve()))
      })
  })
})
