import { crc32 } from 'node:zlib'
import { expect } from 'chai'
import fc from 'fast-check'
import { cohortOf, inCandidateCohort, takesTurn } from '@strangler/migration-plan'

const weight = fc.integer({ min: 0, max: 100 })
const taken = (start: number, count: number, share: number): number =>
  Array.from({ length: count }, (_, at) => takesTurn(start + at, share)).filter(Boolean).length

describe('takesTurn', () => {
  it('gives the candidate exactly its weight of any hundred requests in a row', () => {
    fc.assert(
      fc.property(weight, fc.nat(1_000_000), (share, start) => {
        expect(taken(start, 100, share)).to.equal(share)
      }),
    )
  })

  it('spreads them evenly: any run of requests is less than one off its share', () => {
    fc.assert(
      fc.property(weight, fc.nat(1000), fc.nat(300), (share, start, count) => {
        expect(Math.abs(taken(start, count, share) - (count * share) / 100)).to.be.below(1)
      }),
      { numRuns: 500 },
    )
  })

  it('gives the candidate nothing at 0 and everything at 100', () => {
    expect(taken(0, 1000, 0)).to.equal(0)
    expect(taken(0, 1000, 100)).to.equal(1000)
  })
})

describe('cohortOf', () => {
  it('is the CRC-32 of the key modulo 10000, as any other implementation computes it', () => {
    // The check value of the algorithm: CRC-32 of "123456789" is 0xcbf43926.
    expect(cohortOf('123456789')).to.equal(0xcbf43926 % 10_000)
    expect(cohortOf('')).to.equal(0)
  })

  it('counts the bytes of a header value, not its characters', () => {
    expect(cohortOf('\u00e9')).to.equal(crc32(Buffer.from([0xe9])) % 10_000)
  })

  it('spreads users evenly', () => {
    const users = 20_000
    const low = Array.from({ length: users }, (_, at) => cohortOf(`user-${at}`)).filter(
      (cohort) => cohort < 3300,
    )
    expect(low.length / users).to.be.within(0.31, 0.35)
  })
})

describe('inCandidateCohort', () => {
  it('never moves a user back when the weight rises', () => {
    fc.assert(
      fc.property(fc.string(), weight, weight, (user, one, other) => {
        const cohort = cohortOf(user)
        const [low, high] = one < other ? [one, other] : [other, one]
        if (inCandidateCohort(cohort, low)) expect(inCandidateCohort(cohort, high)).to.equal(true)
      }),
    )
  })

  it('takes exactly the weight of all cohorts', () => {
    const cohorts = Array.from({ length: 10_000 }, (_, cohort) => cohort)
    for (const share of [0, 1, 5, 33, 50, 99, 100])
      expect(cohorts.filter((cohort) => inCandidateCohort(cohort, share))).to.have.length(share * 100)
  })
})
