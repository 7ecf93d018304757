import { startEdge, type EdgeInFront } from '../support/edge.ts'
import { startMyThoughts, type MyThoughts } from '../support/my-thoughts.ts'
import { describeLegacyContract } from './describe-legacy-contract.ts'

describe('the whole system, through the edge', () => {
  let myThoughts: MyThoughts
  let front: EdgeInFront

  before(async () => {
    myThoughts = await startMyThoughts()
    front = await startEdge(myThoughts)
  })
  after(async () => {
    await front[Symbol.asyncDispose]()
    await myThoughts[Symbol.asyncDispose]()
  })

  const system = () => ({ url: front.url, databaseUrl: myThoughts.databaseUrl })
  for (const weight of [0, 50, 100])
    describe(`with ${weight} % answered by the services`, () => {
      before(() => front.moveAll(weight))
      describeLegacyContract('keeps the legacy contract', system, 'moving')
    })
})
