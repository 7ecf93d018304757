import { expect } from 'chai'
import { listedServers } from '../src/runtime/listed-servers.ts'

const HEAD = '# pxname,svname,qcur,scur,status,weight,check_status,lastchg,tracked,'

describe('listedServers', () => {
  it('tells of each server of a route what HAProxy says, in numbers', () => {
    expect(listedServers(`${HEAD}\nsearch,candidate-2,3,7,UP,33,L7OK,12,,\n`)).to.deep.equal([
      {
        ...{ route: 'search', name: 'candidate-2', side: 'candidate', status: 'UP', weight: 33 },
        ...{ sessions: 7, queue: 3, check: 'L7OK', sinceSeconds: 12 },
      },
    ])
  })

  it('gives a server that is not checked itself the check of the one that it tracks', () => {
    const text = `${HEAD}\nupstream.shop,legacy,0,0,DOWN,1,L4CON,5,,\nsearch,legacy,0,0,DOWN,100,,5,upstream.shop/legacy,\n`
    expect(listedServers(text).map(({ route, check }) => ({ route, check }))).to.deep.equal([
      { route: 'search', check: 'L4CON' },
    ])
  })

  it('leaves open what HAProxy does not tell', () => {
    const [server] = listedServers(`${HEAD}\nsearch,legacy,0,0,no check,100,,,,\n`)
    expect(server).to.include({ status: 'no check', check: null, sinceSeconds: null })
  })

  it('lists no server where there is none', () => {
    expect(listedServers(`${HEAD}\n\n`)).to.deep.equal([])
  })
})
