import { expect } from 'chai'
import { createEventParser } from '../app/api/parse-events.ts'

describe('createEventParser', () => {
  const step = 'event: step\ndata: {"route":"a"}\nid: x-1\n\n'

  it('gives an event once it is whole, wherever the pieces are cut', () => {
    for (let cut = 0; cut < step.length; cut++) {
      const parse = createEventParser()
      const heard = [...parse(step.slice(0, cut)), ...parse(step.slice(cut))]
      expect(heard).to.deep.equal([{ type: 'step', data: '{"route":"a"}', id: 'x-1' }])
    }
  })

  it('hears nothing in comments, and lines that a carriage return ends', () => {
    const parse = createEventParser()
    expect(parse(':\n\n')).to.deep.equal([])
    expect(parse('data: one\r\ndata: two\r\n\r\n')).to.deep.equal([
      { type: 'message', data: 'one\ntwo', id: null },
    ])
  })
})
