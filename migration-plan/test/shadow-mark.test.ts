import { expect } from 'chai'
import fc from 'fast-check'
import { isShadowKey, signShadow, verifyShadow, type ShadowRequest } from '@strangler/migration-plan'

const KEY = 'k'.repeat(32)
const NOW = 1_800_000_000
const request: ShadowRequest = {
  method: 'POST',
  target: '/thoughts/new?a=1',
  requestId: 'edge-1',
  body: Buffer.from('text=Hello'),
}

describe('the mark of a shadow', () => {
  it('is good until it expires, and not from then on', () => {
    const mark = signShadow(KEY, request, NOW + 60)
    expect(verifyShadow(KEY, request, mark, NOW + 59)).to.equal(true)
    expect(verifyShadow(KEY, request, mark, NOW + 60)).to.equal(false)
  })

  it('is the expiry and an HMAC-SHA256, as any other program computes it', () => {
    // printf text=Hello | openssl dgst -sha256, put at the end of:
    // printf '1800000000\nPOST\n/thoughts/new?a=1\nedge-1\n%s' DIGEST | openssl dgst -sha256 -hmac kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk
    expect(signShadow(KEY, request, NOW)).to.equal(
      '1800000000.3d47060ed1e118a43698e4b395acbb57336df90a1c926cd00dc019e4ee6c34ea',
    )
  })

  it('says nothing of any other request', () => {
    const mark = signShadow(KEY, request, NOW + 60)
    const others: readonly Partial<ShadowRequest>[] = [
      { method: 'PUT' },
      { target: '/thoughts/new' },
      { target: '/thoughts/new?a=1&' },
      { requestId: 'edge-2' },
      { requestId: '' },
      { body: Buffer.from('text=hello') },
      { body: new Uint8Array() },
    ]
    for (const other of others)
      expect(verifyShadow(KEY, { ...request, ...other }, mark, NOW), JSON.stringify(other)).to.equal(false)
  })

  it('is void once a character of it, or of the key, is another one', () => {
    const mark = signShadow(KEY, request, NOW + 60)
    const character = fc.constantFrom(...Array.from('0123456789abcdefA. -'))
    fc.assert(
      fc.property(fc.nat(mark.length - 1), character, (place, other) => {
        const forged = mark.slice(0, place) + other + mark.slice(place + 1)
        expect(verifyShadow(KEY, request, forged, NOW)).to.equal(forged === mark)
      }),
    )
    expect(verifyShadow('l'.repeat(32), request, mark, NOW)).to.equal(false)
  })

  it('is void where it is no mark at all', () => {
    const [expiry = '', mac = ''] = signShadow(KEY, request, NOW + 60).split('.')
    const forms = ['', expiry, `${expiry}.`, `.${mac}`, `${expiry}.${mac}, ${expiry}.${mac}`, 'dry-run']
    const more = [`${expiry}.${mac.toUpperCase()}`, `${expiry}.${mac}\n`, `-${expiry}.${mac}`]
    for (const form of [...forms, ...more])
      expect(verifyShadow(KEY, request, form, NOW), form).to.equal(false)
  })
})

describe('isShadowKey', () => {
  it('takes what is long enough to be secret and can stand in a variable', () => {
    expect(isShadowKey(KEY)).to.equal(true)
    for (const text of ['', 'k'.repeat(31), 'k'.repeat(513), `${KEY} `, `${KEY}\n`, `${KEY}é`])
      expect(isShadowKey(text), text).to.equal(false)
  })
})
