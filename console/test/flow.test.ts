import { expect } from 'chai'
import type { Traffic } from '../app/api/answers-of-the-api.ts'
import { createFlows } from '../app/flow.ts'

describe('createFlows', () => {
  const side = (requests: number, errors5xx = 0) => ({ requests, errors5xx, inFlight: 0 })
  const counted = (edge: number, proxy: number, errors = 0): Traffic => ({
    routes: [
      {
        id: 'a',
        planes: {
          edge: { legacy: side(edge), candidate: side(0) },
          proxy: { legacy: side(0), candidate: side(proxy, errors) },
        },
      },
    ],
  })
  const answer = (value: Traffic, at: number) => ({ value, refusal: null, at })

  it('adds up what all planes sent to a side, by the second', () => {
    const flows = createFlows()
    flows(answer(counted(100, 10), 0))
    const flow = flows(answer(counted(104, 30, 5), 2000)).get('a')
    expect(flow?.legacy).to.deep.equal({ perSecond: 2, requests: 4, errors: 0 })
    expect(flow?.candidate).to.deep.equal({ perSecond: 10, requests: 20, errors: 5 })
  })

  it('is nought once nobody asks any more, though the counters stay as they are', () => {
    const flows = createFlows()
    const traffic = counted(100, 10)
    flows(answer(counted(50, 10), 0))
    for (const at of [2000, 4000, 13_000, 15_000]) flows(answer(traffic, at))
    expect(flows(answer(traffic, 17_000)).get('a')?.legacy.perSecond).to.equal(0)
  })

  it('counts from nought where a plane was started anew', () => {
    const flows = createFlows()
    flows(answer(counted(100, 10), 0))
    expect(flows(answer(counted(6, 10), 2000)).get('a')?.legacy.perSecond).to.equal(3)
  })
})
