import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { isShadowKey, signShadow, verifyShadow } from '@strangler/migration-plan'
import { expect } from 'chai'
import fc from 'fast-check'
import { isMarkKey, signMark, verifyMark } from '../../services/kit/src/dry-run/mark.ts'

describe('marks of shadows', () => {
  const key = fc.string({
    minLength: 32,
    maxLength: 512,
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  })
  const request = fc.record({
    method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'GET'),
    target: fc.webPath().chain((path) => fc.webQueryParameters().map((query) => `/${path}?${query}`)),
    requestId: fc.oneof(fc.constant(''), fc.uuid()),
    body: fc.uint8Array(),
  })
  const expiry = fc.integer({ min: 0, max: 999_999_999_999 })

  it('are the same, and good for the same time, on the side of the proxy and on that of the services', () => {
    fc.assert(
      fc.property(key, request, expiry, fc.integer({ min: -2, max: 2 }), (secret, sent, until, later) => {
        const mark = signShadow(secret, sent, until)
        expect(signMark(secret, sent, until)).to.equal(mark)
        const isGood = verifyShadow(secret, sent, mark, until + later)
        expect(isGood).to.equal(later < 0)
        expect(verifyMark(secret, sent, mark, until + later)).to.equal(isGood ? until : null)
      }),
    )
  })

  it('of another request, and changed ones, are refused by both', () => {
    fc.assert(
      fc.property(
        key,
        request,
        request,
        fc.nat(80),
        fc.string({ minLength: 1, maxLength: 1 }),
        (secret, sent, other, at, character) => {
          const mark = signShadow(secret, sent, 2_000_000_000)
          const changed = mark.slice(0, at) + character + mark.slice(at + 1)
          for (const [claimed, shown] of [
            [sent, changed],
            [other, mark],
          ] as const) {
            const isGood = verifyShadow(secret, claimed, shown, 1)
            expect(verifyMark(secret, claimed, shown, 1) !== null).to.equal(isGood)
            if (shown !== mark) expect(isGood).to.equal(false)
          }
        },
      ),
    )
  })

  it('are signed with what both take for a key', () => {
    fc.assert(
      fc.property(fc.oneof(key, fc.string({ maxLength: 600 })), (text) => {
        expect(isMarkKey(text)).to.equal(isShadowKey(text))
      }),
    )
  })

  it('are what the worked example of docs/operate/compare-writes.md says', async () => {
    const text = await readFile(join(repository, 'docs/operate/compare-writes.md'), 'utf8')
    const [, body = ''] = /printf '(.+)' \| openssl/.exec(text) ?? []
    const [, key = ''] = /-hmac (k+) -r/.exec(text) ?? []
    const [, mark = ''] = /`X-Strangler-Shadow: (\d\S+)`/.exec(text) ?? []
    const request = { method: 'POST', target: '/thoughts/new?a=1', requestId: 'edge-1' }
    const sent = { ...request, body: Buffer.from(body) }
    expect(signShadow(key, sent, 1_800_000_000)).to.equal(mark)
  })
})
