import { expect } from 'chai'
import { readConfig } from '../src/config.ts'
import { BenchError } from '../src/errors.ts'

describe('readConfig', () => {
  it('tells the command that leads to the same run', () => {
    expect(readConfig({}).command).to.equal('make bench')
    expect(readConfig({ BENCH_ROUNDS: '1', BENCH_ONLY: 'main/' }).command).to.equal(
      "BENCH_ROUNDS='1' BENCH_ONLY='main/' make bench",
    )
  })

  it('names every fault at once', () => {
    const read = (): unknown => readConfig({ BENCH_SECONDS: '0', BENCH_ROUNDS: 'many', BENCH_ONLY: '(' })
    expect(read).to.throw(BenchError, /^BENCH_SECONDS: "0" .*\nBENCH_ROUNDS: "many" .*\nBENCH_ONLY: "\(" /)
  })
})
