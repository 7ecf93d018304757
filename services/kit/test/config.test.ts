import { expect } from 'chai'
import { z } from 'zod'
import { fields, parseConfig } from '@mythoughts/kit'

const schema = z.object({
  HOST: fields.host(),
  PORT: fields.port(8203),
  INTERNAL_PORT: fields.port(8303),
  USERS_INTERNAL_URL: fields.url('the internal address of users'),
  DATABASE_URL: fields.databaseUrl(),
  LOG_LEVEL: fields.logLevel(),
  VERSION: fields.version(),
  TRUST_PROXY: fields.trustProxy(),
})
const needed = {
  USERS_INTERNAL_URL: 'http://127.0.0.1:8302',
  DATABASE_URL: 'postgres://u:secret@127.0.0.1/x',
}

describe('parseConfig', () => {
  it('gives typed values by camelCase names, with presets for what is not set', () => {
    const parsed = parseConfig(schema, { ...needed, PORT: '0', HOST: '' })
    expect(parsed).to.deep.equal({
      ok: true,
      config: {
        host: '127.0.0.1',
        port: 0,
        internalPort: 8303,
        usersInternalUrl: 'http://127.0.0.1:8302',
        databaseUrl: 'postgres://u:secret@127.0.0.1/x',
        logLevel: 'info',
        version: 'v1.0',
        trustProxy: ['loopback'],
      },
    })
  })

  it('reports every fault at once, by the name of its variable', () => {
    const parsed = parseConfig(schema, {
      PORT: '80x',
      LOG_LEVEL: 'loud',
      VERSION: 'new',
      DATABASE_URL: 'mysql://u:secret@h/x',
    })
    if (parsed.ok) throw new Error('accepted')
    expect(parsed.faults.map(({ name }) => name)).to.have.members([
      'PORT',
      'LOG_LEVEL',
      'VERSION',
      'DATABASE_URL',
      'USERS_INTERNAL_URL',
    ])
    const missing = parsed.faults.find(({ name }) => name === 'USERS_INTERNAL_URL')
    expect(missing?.problem).to.equal('is not set; set it to the internal address of users')
    expect(JSON.stringify(parsed.faults)).not.to.contain('secret')
  })

  for (const [port, accepted] of [
    ['0', true],
    ['65535', true],
    ['65536', false],
    ['-1', false],
    ['8.5', false],
    [' 80', false],
    ['1e3', false],
  ] as const) {
    it(`${accepted ? 'accepts' : 'rejects'} the port "${port}"`, () => {
      expect(parseConfig(schema, { ...needed, PORT: port }).ok).to.equal(accepted)
    })
  }

  for (const [proxies, accepted] of [
    ['none', true],
    ['10.0.0.0/8, 192.168.1.4,loopback', true],
    ['::1/128', true],
    ['true', false],
    ['10.0.0.0/33', false],
    ['10.0.0.0/8/8', false],
  ] as const) {
    it(`${accepted ? 'accepts' : 'rejects'} the proxies "${proxies}"`, () => {
      expect(parseConfig(schema, { ...needed, TRUST_PROXY: proxies }).ok).to.equal(accepted)
    })
  }

  for (const [key, accepted] of [
    ['', true],
    ['k'.repeat(32), true],
    ['k'.repeat(512), true],
    ['k'.repeat(31), false],
    ['k'.repeat(513), false],
    [`${'k'.repeat(39)} `, false],
  ] as const) {
    it(`${accepted ? 'accepts' : 'rejects'} a key for dry runs of ${key.length} characters`, () => {
      const keyed = z.object({ SHADOW_KEY: fields.shadowKey() })
      expect(parseConfig(keyed, { SHADOW_KEY: key }).ok).to.equal(accepted)
    })
  }
})
