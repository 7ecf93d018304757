import { expect } from 'chai'
import fc from 'fast-check'
import { isPinKey, signPin, verifyPin } from '@strangler/migration-plan'

const KEY = 'k'.repeat(32)
const NOW = 1_800_000_000

describe('a pin', () => {
  it('grants its side until it expires, and not from then on', () => {
    for (const side of ['candidate', 'legacy'] as const) {
      const pin = signPin(KEY, side, NOW + 60)
      expect(verifyPin(KEY, pin, NOW + 59)).to.equal(side)
      expect(verifyPin(KEY, pin, NOW + 60)).to.equal(null)
    }
  })

  it('is the side, the expiry and their HMAC-SHA256, as any other program computes it', () => {
    // printf candidate.1800000000 | openssl dgst -sha256 -hmac kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk
    expect(signPin(KEY, 'candidate', NOW)).to.equal(
      `candidate.1800000000.948614e3abb2178b1c9f4aa462d13e863ab7d158e39796d7bb94279e941b252f`,
    )
  })

  it('grants nothing once a character of it, or of the key, is another one', () => {
    const pin = signPin(KEY, 'candidate', NOW + 60)
    const at = fc.nat(pin.length - 1)
    const character = fc.constantFrom(...Array.from('0123456789abcdefcandidatelegacy.A -'))
    fc.assert(
      fc.property(at, character, (place, other) => {
        const forged = pin.slice(0, place) + other + pin.slice(place + 1)
        expect(verifyPin(KEY, forged, NOW)).to.equal(forged === pin ? 'candidate' : null)
      }),
    )
    expect(verifyPin('l'.repeat(32), pin, NOW)).to.equal(null)
  })

  it('grants nothing where it is no pin at all', () => {
    const [, expiry = '', mac = ''] = signPin(KEY, 'candidate', NOW + 60).split('.')
    const forms = ['', 'candidate', `candidate.${expiry}`, `candidate.${expiry}.`, `both.${expiry}.${mac}`]
    const more = [
      `candidate.${expiry}.${mac.toUpperCase()}`,
      `candidate.${expiry}.${mac}\n`,
      `.${expiry}.${mac}`,
    ]
    for (const form of [...forms, ...more]) expect(verifyPin(KEY, form, NOW), form).to.equal(null)
  })
})

describe('isPinKey', () => {
  it('takes what is long enough to be secret and can stand in a header or a variable', () => {
    expect(isPinKey(KEY)).to.equal(true)
    for (const text of ['', 'k'.repeat(31), 'k'.repeat(513), `${KEY} `, `${KEY}\n`, `${KEY}é`])
      expect(isPinKey(text), text).to.equal(false)
  })
})
