import { expect } from 'chai'
import { exportExamples } from '../../src/cli/compare/export-examples.ts'
import { Refusal, type ControllerClient } from '../../src/client.ts'

type Client = Pick<ControllerClient, 'examples' | 'example'>
type Example = Awaited<ReturnType<Client['example']>>

describe('exportExamples', () => {
  /** A controller that lists two examples, of which one cannot be had. */
  const without = (refusal: Refusal): Client => ({
    examples: () => Promise.resolve({ examples: [{ id: 'gone' }, { id: 'kept' }] as never }),
    example: (id) => (id === 'gone' ? Promise.reject(refusal) : Promise.resolve({ id } as Example)),
  })

  it('leaves out what gave way to a later example while it ran', async () => {
    const client = without(new Refusal(404, 'ERR_EXAMPLE_UNKNOWN', 'there is none', 'take another'))
    expect(await exportExamples(client, 'static', 'jsonl')).to.equal('{"id":"kept"}')
  })

  it('fails where the controller has another reason not to give one', async () => {
    const down = new Refusal(503, 'ERR_DATABASE_DOWN', 'it is away', 'bring it back')
    const failed = await exportExamples(without(down), 'static', 'jsonl').catch((error: unknown) => error)
    expect(failed).to.equal(down)
  })
})
