import { expect } from 'chai'
import type { Behaviour } from '../support/behaviour.ts'
import { readReply } from '../support/replies.ts'
import { ask, CLOSE } from '../support/requests.ts'
import { canned } from '../support/scripted-upstream.ts'
import type { Read } from '../support/strict-reader.ts'

const FORGED: readonly (readonly [name: string, value: string])[] = [
  ['X-Forwarded-For', '6.6.6.6'],
  ['x_forwarded_for', '6.6.6.6'],
  ['X-FORWARDED-PROTO', 'https'],
  ['X_Forwarded-Host', 'evil.example'],
  ['X-Forwarded-Port', '666'],
  ['X-Forwarded-Prefix', '/evil'],
  ['Forwarded', 'for=6.6.6.6'],
  ['X-Real-IP', '6.6.6.6'],
  ['x_real_ip', '6.6.6.6'],
  ['X-Strangler-Shadow', 'forged'],
  ['x_strangler_shadow', 'forged'],
  ['X-STRANGLER-ROUTE', 'forged'],
]

/** Headers of X-Request-ID, and whether they are an id to be kept. */
const IDS: readonly (readonly [name: string, lines: readonly string[], isKept: boolean])[] = [
  ['an id', ['X-Request-ID: abc-1.2_3'], true],
  ['an id in another case', ['x-request-id: abc'], true],
  ['an id of 128 characters', [`X-Request-ID: ${'a'.repeat(128)}`], true],
  ['one of 129 characters', [`X-Request-ID: ${'a'.repeat(129)}`], false],
  ['one with a blank', ['X-Request-ID: a b'], false],
  ['one with quotes', ['X-Request-ID: "a"'], false],
  ['an empty one', ['X-Request-ID:'], false],
  ['two', ['X-Request-ID: a', 'X-Request-ID: b'], false],
  ['one spelt with _', ['x_request_id: a'], false],
]

const valuesOf = (read: Read | undefined, name: RegExp): readonly string[] =>
  read?.headers.filter(([each]) => name.test(each)).map(([, value]) => value) ?? []

/** What upstreams believe is said by the plane alone. */
export const trust: readonly Behaviour[] = [
  ...FORGED.map(([name, value]): Behaviour => ({
    feature: 'who asks',
    rule: 'RFC 7239 8.1',
    promise: `lets nobody outside say ${name}`,
    async run(wire) {
      await wire.ask(ask(`GET ${wire.path}`, `${name}: ${value}`, 'X-Other: kept', CLOSE))
      const [read] = wire.reached()
      expect(read?.headers.map(([, each]) => each))
        .to.include('kept')
        .and.not.to.include(value)
      expect(valuesOf(read, /^x[-_]forwarded[-_]for$/i)).to.deep.equal(['127.0.0.1'])
      expect(valuesOf(read, /^x[-_]forwarded[-_]host$/i)).to.deep.equal(['h'])
      expect(valuesOf(read, /^x[-_]forwarded[-_]proto$/i)).to.deep.equal(['http'])
      expect(valuesOf(read, /^(?:x[-_]strangler.*|forwarded|x[-_]real.*)$/i)).to.deep.equal([])
    },
  })),
  {
    feature: 'who asks',
    rule: 'RFC 9110 7.2',
    promise: 'tells the upstream the Host that was asked for, with its port',
    async run(wire) {
      await wire.ask(`GET ${wire.path} HTTP/1.1\r\nHost: Shop.example:80\r\n${CLOSE}\r\n\r\n`)
      const [read] = wire.reached()
      expect(valuesOf(read, /^(?:host|x-forwarded-host)$/i)).to.deep.equal([
        'Shop.example:80',
        'Shop.example:80',
      ])
    },
  },
  ...IDS.map(([name, lines, isKept]): Behaviour => ({
    feature: 'the id of a request',
    rule: 'docs/reference/plan.md',
    promise: `${isKept ? 'keeps' : 'replaces'} ${name}, and tells the id to both sides`,
    async run(wire) {
      wire.answer(canned('HTTP/1.1 200 OK\r\nX-Request-ID: of-the-upstream\r\nContent-Length: 2\r\n\r\nok'))
      const { headers } = readReply(await wire.ask(ask(`GET ${wire.path}`, ...lines, CLOSE)))
      const ids = valuesOf(wire.reached()[0], /^x[-_]request[-_]id$/i)
      expect(headers.get('x-request-id')).to.deep.equal(ids)
      expect(ids).to.have.length(1)
      if (isKept) expect(lines[0]).to.match(new RegExp(`: ${ids[0] ?? ''}$`))
      else expect(ids[0]).to.match(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    },
  })),
]
