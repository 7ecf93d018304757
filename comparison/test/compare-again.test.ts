import { expect } from 'chai'
import {
  compare,
  compareAgain,
  compileRules,
  redact,
  type Example,
  type Pair,
  type Rule,
} from '../src/index.ts'

const AT = Date.UTC(2026, 0, 31, 12)
const cookie = { in: 'cookie', name: 'theme' } as const
const price: Rule = {
  ...{ kind: 'tolerance', of: 'number', within: 1 },
  at: { in: 'body', steps: [{ by: 'name', deep: false, name: 'price' }], attribute: null },
}

describe('comparing a stored pair again', () => {
  it('goes by the new rules', () => {
    const example = stored(pairOf('{"price":1}', '{"price":2}'))
    expect(again(example, []).differences.map(({ place }) => place)).to.deep.equal(['$.price'])
    const quiet = again(example, [price])
    expect(quiet.differences).to.deep.equal([])
    expect(quiet.fired).to.deep.equal([0])
  })

  it('keeps what it was stored without as it was found, until a rule ignores it', () => {
    const example = stored(pairOf('{}', '{}', { legacy: 'theme=dark', candidate: 'theme=light' }))
    expect(JSON.stringify(example.pair)).not.to.contain('dark')
    expect(again(example, [price]).differences).to.deep.equal(example.comparison.differences)
    expect(example.comparison.differences).to.have.length(1)
    const ignoring = again(example, [price, { kind: 'ignore', at: cookie }])
    expect(ignoring.differences).to.deep.equal([])
    expect(ignoring.fired).to.deep.equal([1])
  })

  it('misses nothing of a body that has become shorter without its secrets', () => {
    const token = 'Jq3Zk0dWb8Vt5Rr1Xy7Lm2Np9Qs4Tu6A'
    const body = (end: string): string => JSON.stringify({ token, text: 'all of it', end })
    const bare = pairOf(body('one'), body('two'))
    const { headers, body: bytes } = bare.legacy
    const long = { ...bare.legacy, headers: [...headers, ['Content-Length', `${bytes.length}`] as const] }
    const { differences } = again(stored({ ...bare, legacy: long }), [])
    expect(differences.map(({ kind, place }) => `${kind} ${place}`)).to.deep.equal(['value $.end'])
  })

  it('takes text for what it was, whatever bytes it came in', () => {
    const type = 'text/plain; charset=iso-8859-1'
    const pair = pairOf(Buffer.from('Kaese', 'latin1'), Buffer.from('Käse', 'latin1'), { type })
    const [difference] = again(stored(pair), []).differences
    expect(difference).to.include({ legacy: 'Kaese', candidate: 'Käse' })
    const bytes = pairOf(Buffer.from([1, 2]), Buffer.from([1, 3]), { type: 'image/png' })
    expect(again(stored(bytes), []).differences).to.have.length(1)
  })
})

function again(example: Example, rules: readonly Rule[]): ReturnType<typeof compareAgain> {
  return compareAgain(example, compileRules(rules), (text) => (text === 'cookie:theme' ? cookie : null))
}

function stored(pair: Pair): Example {
  const comparison = compare(pair, compileRules([]))
  return { id: 'one', against: 'candidate', at: AT, comparison, pair: redact(pair) }
}

function pairOf(
  legacy: string | Buffer,
  candidate: string | Buffer,
  parts: { readonly legacy?: string; readonly candidate?: string; readonly type?: string } = {},
): Pair {
  const answer = (body: string | Buffer, set: string | undefined): Pair['legacy'] => ({
    ...{ status: 200, truncated: false, durationMs: 1, at: AT, body: Buffer.from(body) },
    headers: [
      ['Content-Type', parts.type ?? 'application/json'],
      ...(set === undefined ? [] : [['Set-Cookie', set] as const]),
    ],
  })
  return {
    route: 'shop',
    request: { method: 'GET', target: '/', headers: [], body: Buffer.alloc(0) },
    legacy: answer(legacy, parts.legacy),
    candidate: answer(candidate, parts.candidate),
  }
}
