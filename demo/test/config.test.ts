import { expect } from 'chai'
import { readSystemConfig } from '../src/config.ts'

describe('what make up is told', () => {
  it('may be nothing', () => {
    expect(readSystemConfig({})).to.deep.include({ front: 'haproxy', legacyUrl: null, databaseUrl: null })
  })

  it('is taken by the names of its variables', () => {
    const key = 'k'.repeat(32)
    const env = { EDGE: 'proxy', LEGACY_URL: 'http://127.0.0.1:8100/', SHADOW_KEY: key }
    expect(readSystemConfig(env)).to.include({
      front: 'proxy',
      legacyUrl: 'http://127.0.0.1:8100',
      shadowKey: key,
    })
  })

  it('is refused with all that is wrong with it', () => {
    const env = {
      EDGE: 'none',
      LEGACY_URL: 'monolith',
      DATABASE_URL: 'x',
      SYSLOG_URL: 'y',
      SHADOW_KEY: 'short',
    }
    expect(() => readSystemConfig(env)).to.throw(
      /^EDGE: .*\nSHADOW_KEY: .*\nLEGACY_URL: .*\nDATABASE_URL: .*\nSYSLOG_URL: .*$/,
    )
  })
})
