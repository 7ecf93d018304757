import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { compare, compileRules } from '@strangler/comparison'
import { expect } from 'chai'
import fc from 'fast-check'
import { compareAny } from './support/any-pair.ts'
import { aPair, compared, inJson, inPage, told, type AnswerParts } from './support/pairs.ts'

const json = (body: string): AnswerParts => ({ type: 'application/json', body })
const packed = (coding: string, body: Uint8Array | string): AnswerParts => ({
  headers: [['Content-Encoding', coding]],
  body,
})

describe('compare, of odd answers', () => {
  it('is stopped by no body that unpacks without end', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
    const { differences } = compared(inPage('x'), packed('gzip', bomb))
    expect(differences[0]).to.include({
      kind: 'encoding',
      candidate: 'it unpacks to more than 16777216 bytes',
    })
  })

  it('tells of a body that is not packed as it says', () => {
    const { differences } = compared(inPage('x'), packed('br', 'no brotli'))
    expect(differences[0]).to.include({ kind: 'encoding', candidate: 'it is no br' })
    const zlib = compared(inPage('x'), packed('gzip', deflateSync(String(inPage('x').body))))
    expect(zlib.differences[0]).to.include({ kind: 'encoding', candidate: 'it is no gzip' })
    expect(compared(inPage('x'), packed('odd', 'x')).differences[0]).to.include({
      candidate: 'nobody knows the encoding "odd"',
    })
  })

  it('tells of a body that is packed in a way that nobody asked for', () => {
    const text = String(inPage('x').body)
    const [gzip, br] = [packed('gzip', gzipSync(text)), packed('br', brotliCompressSync(text))]
    const asking = (accepted: string, candidate: AnswerParts): readonly string[] => {
      const pair = aPair(gzip, candidate)
      const headers = [...pair.request.headers, ['Accept-Encoding', accepted] as const]
      return told(compare({ ...pair, request: { ...pair.request, headers } }, compileRules([])))
    }
    expect(asking('gzip, deflate', br)).to.deep.equal(['encoding body'])
    expect(asking('gzip, br;q=0', br)).to.deep.equal(['encoding body'])
    for (const accepted of ['gzip, deflate, br', 'GZIP;q=0.5,*', 'zstd'])
      expect(asking(accepted, br), accepted).to.deep.equal([])
    expect(asking('gzip', inPage('x'))).to.deep.equal([])
  })

  it('compares what is nested without end as text', () => {
    const deep = (inside: string): string => '['.repeat(50_000) + inside + ']'.repeat(50_000)
    expect(told(compared(json(deep('1')), json(deep('2'))))).to.deep.equal(['text $[0]'])
    const page = (inside: string): AnswerParts => ({ body: '<div>\n'.repeat(2000) + inside })
    expect(told(compared(page('1'), page('2')))).to.deep.equal(['text $[2000]'])
  })

  it('compares broken JSON as text, line by line', () => {
    expect(told(compared(json('{"a":\n1,\n'), json('{"a":\n2,\n')))).to.deep.equal(['text $[1]'])
  })

  it('tells of other bytes with their lengths', () => {
    const image = (body: string): AnswerParts => ({ type: 'image/png', body })
    const { differences } = compared(image('\x89PNG 1'), image('\x89PNG 22'))
    expect(differences).to.have.length(1)
    expect(differences[0]!.kind).to.equal('body-bytes')
    expect(differences[0]!.candidate).to.match(/^8 bytes, SHA-256 [0-9a-f]{16}…$/)
  })

  it('tells of a body that one side does not have', () => {
    expect(told(compared(inPage('x'), {}))).to.deep.equal(['body-missing $'])
    expect(told(compared({}, inPage('x')))).to.deep.equal(['body-extra $'])
  })

  it('compares forms by field', () => {
    const form = (body: string): AnswerParts => ({ type: 'application/x-www-form-urlencoded', body })
    expect(told(compared(form('a=1&b=2&a=3'), form('b=2&a=1&a=3')))).to.deep.equal([])
    expect(told(compared(form('a=1&b=2'), form('a=2&c=2')))).to.deep.equal([
      'form-value $.a',
      'field-missing $.b',
      'field-extra $.c',
    ])
  })

  it('compares other text by line, whatever ends the lines', () => {
    const text = (body: string): AnswerParts => ({ type: 'text/csv', body })
    expect(told(compared(text('a\r\nb\r\nc\r\n'), text('a\nb\nc')))).to.deep.equal([])
    expect(told(compared(text('a\nb\nc'), text('a\nc')))).to.deep.equal(['line-missing $[1]'])
  })

  it('compares the start that both sides have of bodies that both break off', () => {
    const cut = (body: string): AnswerParts => ({ body, truncated: true })
    const comparison = compared(cut('<p>one</p><p>two</p><p>thr'), cut('<p>one</p><p>two'))
    expect({ told: told(comparison), partial: comparison.partial }).to.deep.equal({ told: [], partial: true })
    expect(told(compared(cut('<p>one</p><p>two'), cut('<p>uno</p><p>two'))).join()).to.equal(
      'text $.html.body.p[0]',
    )
  })

  it('unpacks what there is of packed bodies that break off', () => {
    const text = Array.from({ length: 3000 }, (_, at) => `line ${at} ${Math.sin(at)}`).join('\n')
    const legacy: AnswerParts = { type: 'text/plain', body: text, truncated: true }
    for (const [coding, pack] of [
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
    ] as const) {
      const half = (whole: string): AnswerParts => {
        const bytes = pack(Buffer.from(whole))
        const body = bytes.subarray(0, bytes.length / 2)
        return { ...packed(coding, body), type: 'text/plain', truncated: true }
      }
      expect(told(compared(legacy, half(text))), coding).to.deep.equal([])
      expect(told(compared(legacy, half(text.replace('line 7 ', 'line x ')))), coding).to.deep.equal([
        'text $[7]',
      ])
    }
  })

  it('tells of another status alone where it is of another kind, and of all where it is not', () => {
    expect(told(compared(inPage('x'), { ...inPage('y'), status: 500 }))).to.deep.equal(['status status'])
    expect(told(compared(inJson({ a: 1 }), { ...inJson({ a: 2 }), status: 201 }))).to.deep.equal([
      'status status',
      'value $.a',
    ])
  })

  it('keeps each change of status apart, and the items of a list together', () => {
    const [status] = compared({}, { status: 404 }).differences
    expect(status!.signature).to.equal('list status status 200 404')
    const lists = [inJson({ a: [1, 1] }), inJson({ a: [2, 1] }), inJson({ a: [1, 2] })] as const
    const signatures = [compared(lists[0], lists[1]), compared(lists[0], lists[2])].map(
      ({ differences }) => differences[0]!.signature,
    )
    expect(signatures).to.deep.equal(['list value $.a[*]', 'list value $.a[*]'])
  })

  it('lists fifty differences, and says that there are more', () => {
    const { differences, more } = compared(inJson(Array(80).fill(1)), inJson(Array(80).fill(2)))
    expect({ count: differences.length, more }).to.deep.equal({ count: 50, more: true })
  })

  it('looks on for what counts, however much does not', () => {
    const things = (seen: number, price: number): AnswerParts =>
      inJson(Array.from({ length: 3000 }, (_, id) => ({ id, seen, price: id === 2900 ? price : 7 })))
    const seen = { by: 'name', deep: true, name: 'seen' } as const
    const { differences, more, ruledOut } = compared(things(1, 7), things(2, 8), [
      { kind: 'ignore', at: { in: 'body', steps: [seen], attribute: null } },
    ])
    expect(differences.map(({ place }) => place)).to.deep.equal(['$[2900].price'])
    expect({ more, ruledOut }).to.deep.equal({ more: false, ruledOut: [{ rule: 0, times: 3000 }] })
  })

  it('gives plain data, which other threads may be handed', () => {
    const comparison = compared(inJson({ a: 1 }), inJson({ a: 2 }))
    expect(structuredClone(comparison)).to.deep.equal(comparison)
    expect(JSON.parse(JSON.stringify(comparison))).to.deep.equal(comparison)
  })

  it('never throws, and finds no difference between any answer and itself', () => {
    fc.assert(
      fc.property(compareAny, ({ both, same }) => {
        expect(told(both())).to.be.an('array')
        expect(told(same())).to.deep.equal([])
      }),
      { numRuns: 500 },
    )
  })
})
