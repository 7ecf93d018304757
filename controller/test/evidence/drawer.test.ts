import { expect } from 'chai'
import { createDrawer } from '../../src/evidence/drawer.ts'
import type { TrafficWindow } from '../../src/store/traffic-store.ts'

const EMPTY = { requests: 0, errors: 0, durations: {} }

function aWindow(minute: number, requests = 0): TrafficWindow {
  const legacy = { ...EMPTY, requests }
  return { route: 'static', at: new Date(minute * 60_000), seconds: 60, legacy, candidate: EMPTY }
}

describe('the drawer of windows that wait for the database', () => {
  const requestsIn = (windows: readonly TrafficWindow[]): readonly number[] =>
    windows.map(({ legacy }) => legacy.requests)

  it('holds the latest state of each', async () => {
    const drawer = createDrawer()
    for (const window of [aWindow(1, 3), aWindow(2, 5), aWindow(1, 4)]) drawer.put(window)
    await drawer.empty((windows) => {
      expect(requestsIn(windows)).to.deep.equal([4, 5])
      return Promise.resolve()
    })
  })

  it('gives nothing twice, but what grew while it was written', async () => {
    const drawer = createDrawer()
    for (const window of [aWindow(1, 3), aWindow(2, 5)]) drawer.put(window)
    await drawer.empty(() => {
      drawer.put(aWindow(2, 6))
      return Promise.resolve()
    })
    const written: number[] = []
    await drawer.empty((windows) => Promise.resolve(void written.push(...requestsIn(windows))))
    expect(written).to.deep.equal([6])
  })

  it('keeps all where they cannot be written', async () => {
    const drawer = createDrawer()
    drawer.put(aWindow(1, 3))
    const failed = await drawer.empty(() => Promise.reject(new Error('down'))).catch(String)
    expect(failed).to.equal('Error: down')
    await drawer.empty((windows) => Promise.resolve(void expect(windows).to.have.length(1)))
  })

  it('lets the oldest go where too many wait', async () => {
    const drawer = createDrawer(2)
    for (const minute of [1, 2, 3]) drawer.put(aWindow(minute, minute))
    await drawer.empty((windows) => Promise.resolve(void expect(requestsIn(windows)).to.deep.equal([2, 3])))
  })
})
