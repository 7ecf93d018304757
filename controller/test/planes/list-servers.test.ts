import { expect } from 'chai'
import { listServers } from '../../src/planes/list-servers.ts'
import type { Plane, PlaneServer } from '../../src/planes/plane.ts'

const SERVER: PlaneServer = {
  ...{ route: 'search', name: 'legacy', side: 'legacy', status: 'UP', weight: 100 },
  ...{ sessions: 0, queue: 0, check: null, sinceSeconds: null },
}

describe('listServers', () => {
  const plane = (name: string, own: Partial<Plane> = {}): Plane => ({
    name,
    apply: () => Promise.reject(new TypeError('not to be asked')),
    observe: () => Promise.reject(new TypeError('not to be asked')),
    close: () => Promise.resolve(),
    ...own,
  })

  it('leaves out planes that have no servers of their own', async () => {
    expect(await listServers([plane('proxy')])).to.deep.equal([])
  })

  it('gives what each plane lists, with its page for operators', async () => {
    const servers = (): Promise<readonly PlaneServer[]> => Promise.resolve([SERVER])
    const edge = plane('edge', { servers, statsPage: 'http://127.0.0.1:8404/' })
    expect(await listServers([edge, plane('other', { servers })])).to.deep.equal([
      { plane: 'edge', statsPage: 'http://127.0.0.1:8404/', servers: [SERVER], error: null },
      { plane: 'other', statsPage: null, servers: [SERVER], error: null },
    ])
  })

  it('says why a plane says nothing, beside what the others list', async () => {
    const gone = plane('gone', { servers: () => Promise.reject(new TypeError('no socket')) })
    const edge = plane('edge', { servers: () => Promise.resolve([SERVER]) })
    expect(await listServers([gone, edge])).to.deep.equal([
      { plane: 'gone', statsPage: null, servers: [], error: 'no socket' },
      { plane: 'edge', statsPage: null, servers: [SERVER], error: null },
    ])
  })
})
