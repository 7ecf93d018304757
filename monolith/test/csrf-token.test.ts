import { expect } from 'chai'
import fc from 'fast-check'
import { maskSecret, newSecret, sameSecret, secretOf } from '../src/django/csrf-token.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const text = (length: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from(ALPHABET)), minLength: length, maxLength: length })
const secret = text(32)

describe('CSRF tokens', () => {
  it('have secrets of 32 letters and digits, never the same', () => {
    const secrets = Array.from({ length: 100 }, newSecret)
    for (const one of secrets) expect(one).to.match(/^[a-zA-Z0-9]{32}$/)
    expect(new Set(secrets).size).to.equal(100)
  })

  for (const [name, mask, hidden, shifted] of [
    [
      'by nothing for a mask of a',
      'a'.repeat(32),
      'bcdefghijklmnopqrstuvwxyzABCDEFG',
      'bcdefghijklmnopqrstuvwxyzABCDEFG',
    ],
    ['by one for a mask of b', 'b'.repeat(32), 'azAZ'.repeat(8), 'bAB0'.repeat(8)],
    ['past the end of the alphabet', '9'.repeat(32), 'ab9Z'.repeat(8), '9a8Y'.repeat(8)],
  ] as const)
    it(`shift the secret along Django's alphabet ${name}`, () => {
      expect(secretOf(mask + shifted)).to.equal(hidden)
    })

  it('give the secret back, whatever it is', () => {
    fc.assert(
      fc.property(secret, (hidden) => {
        const token = maskSecret(hidden)
        expect(token).to.match(/^[a-zA-Z0-9]{64}$/)
        expect(secretOf(token)).to.equal(hidden)
      }),
    )
  })

  it('differ at every masking, and match all the same', () => {
    fc.assert(
      fc.property(secret, (hidden) => {
        const [one, other] = [maskSecret(hidden), maskSecret(hidden)]
        expect(one).not.to.equal(other)
        expect(one.slice(32)).not.to.equal(other.slice(32))
        expect(sameSecret(one, other)).to.equal(true)
      }),
    )
  })

  it('match no token of another secret, be it one character away', () => {
    fc.assert(
      fc.property(secret, fc.nat({ max: 31 }), fc.nat({ max: 60 }), (hidden, place, step) => {
        const changed = ALPHABET.charAt((ALPHABET.indexOf(hidden.charAt(place)) + step + 1) % ALPHABET.length)
        const other = hidden.slice(0, place) + changed + hidden.slice(place + 1)
        expect(sameSecret(maskSecret(hidden), maskSecret(other))).to.equal(false)
        expect(sameSecret(maskSecret(hidden), other)).to.equal(false)
      }),
    )
  })

  it('may be bare, as cookies of old have them', () => {
    fc.assert(fc.property(secret, (hidden) => sameSecret(hidden, maskSecret(hidden))))
  })

  it('hide nothing if they are malformed, and match nothing, not even themselves', () => {
    const malformed = fc.oneof(
      fc.string().filter((token) => !/^([a-zA-Z0-9]{32}|[a-zA-Z0-9]{64})$/.test(token)),
      fc.constantFrom(
        '',
        'a'.repeat(31),
        'a'.repeat(33),
        'a'.repeat(63),
        'a'.repeat(65),
        `${'a'.repeat(64)}\n`,
      ),
      fc
        .tuple(text(63), fc.nat({ max: 63 }), fc.constantFrom('-', '_', ' ', '\0', 'ą', '０'))
        .map(([rest, place, stranger]) => rest.slice(0, place) + stranger + rest.slice(place)),
    )
    fc.assert(
      fc.property(malformed, (token) => {
        expect(secretOf(token)).to.equal(null)
        expect(sameSecret(token, token)).to.equal(false)
        expect(sameSecret(token, maskSecret(newSecret()))).to.equal(false)
      }),
    )
  })
})
