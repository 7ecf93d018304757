import { expect } from 'chai'
import { parseConfig, type Config } from '../src/config.ts'

const GOOD = {
  DATABASE_URL: 'postgres://strangler@127.0.0.1:5433/strangler',
  PLAN_FILE: 'plan.yaml',
  PROXY_ADMIN_URL: 'http://127.0.0.1:8081',
}

function faultsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const parsed = parseConfig({ ...GOOD, ...env })
  return parsed.ok ? [] : parsed.faults
}

function configOf(env: Readonly<Record<string, string>>): Config {
  const parsed = parseConfig({ ...GOOD, ...env })
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'))
  return parsed.config
}

const REJECTED: readonly (readonly [name: string, value: string, fault: string])[] = [
  ['PORT', 'http', 'PORT: is no port; use a number from 0 to 65535'],
  ['PORT', '65536', 'PORT: is no port; use a number from 0 to 65535'],
  ['PORT', '-1', 'PORT: is no port; use a number from 0 to 65535'],
  ['PORT', '80 ', 'PORT: is no port; use a number from 0 to 65535'],
  ['STATS_PORT', '8404x', 'STATS_PORT: is no port; use a number from 0 to 65535'],
  ['DATABASE_URL', 'mysql://a/b', 'DATABASE_URL: is no PostgreSQL URL; use postgres://user@host:port/name'],
  [
    'DATABASE_URL',
    'postgres://a:99999/b',
    'DATABASE_URL: is no PostgreSQL URL; use postgres://user@host:port/name',
  ],
  [
    'OPERATOR_TOKEN',
    'short',
    'OPERATOR_TOKEN: is no token; use 16 to 512 printable characters without blanks',
  ],
  [
    'VIEWER_TOKEN',
    'with blanks in it, alas',
    'VIEWER_TOKEN: is no token; use 16 to 512 printable characters without blanks',
  ],
  [
    'COMPARE_RETENTION_DAYS',
    '0',
    'COMPARE_RETENTION_DAYS: is no number of days; use a whole number from 1 to 3650',
  ],
  [
    'COMPARE_RETENTION_DAYS',
    '3651',
    'COMPARE_RETENTION_DAYS: is no number of days; use a whole number from 1 to 3650',
  ],
  ['PROXY_ADMIN_URL', 'localhost:8081', 'PROXY_ADMIN_URL: is no address; use http://host:port'],
  ['PROXY_ADMIN_URL', 'ftp://a', 'PROXY_ADMIN_URL: is no address; use http://host:port'],
  ['PROXY_ADMIN_URL', 'http://a/x', 'PROXY_ADMIN_URL: is no address; use http://host:port'],
  [
    'EDGE_DIRECTORY',
    'var/edge',
    'EDGE_DIRECTORY: is no folder for sockets; use an absolute path of at most 80 bytes',
  ],
  [
    'EDGE_DIRECTORY',
    `/${'x'.repeat(80)}`,
    'EDGE_DIRECTORY: is no folder for sockets; use an absolute path of at most 80 bytes',
  ],
  [
    'EDGE_REDIRECT_PORT',
    '8001',
    'EDGE_REDIRECT_PORT: is set without EDGE_CERTIFICATES; name the folder with the certificates',
  ],
  [
    'NOTIFY_URLS',
    'hooks.example',
    'NOTIFY_URLS: holds what is no URL; give http:// or https:// URLs, blanks between them',
  ],
  ...['prometheus:9090', 'ftp://a', 'http://me:secret@a', 'http://a/?q=1', 'http://a/#x', 'http://'].map(
    (url) =>
      [
        'PROMETHEUS_URL',
        url,
        'PROMETHEUS_URL: is no address of a Prometheus; use http://host:port, with a path if it has one',
      ] as const,
  ),
  ['NOTIFY_KEY', 'short', 'NOTIFY_KEY: is no key; use 16 to 512 printable characters without blanks'],
  ['LEGACY_ACCESS_LOG', 'access.log', 'LEGACY_ACCESS_LOG: is no file; use an absolute path'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL: is no level; use error, warn, info or debug'],
  ['CONTROLLER_NAME', 'a\nb', 'CONTROLLER_NAME: is no name; use at most 200 characters in one line'],
]

describe('parseConfig', () => {
  it('needs a database, a plan and a plane, and takes defaults for the rest', () => {
    expect(configOf({})).to.include({
      ...{ PORT: 8090, EDGE_HOST: '127.0.0.1', EDGE_PORT: 8000, STATS_PORT: 8404 },
      ...{ HOST: '127.0.0.1', STATS_HOST: '127.0.0.1', LOG_LEVEL: 'info' },
    })
    for (const name of ['DATABASE_URL', 'PLAN_FILE'])
      expect(faultsOf({ [name]: undefined })).to.deep.equal([`${name}: is not set; set it`])
    expect(faultsOf({ PROXY_ADMIN_URL: undefined })).to.deep.equal([
      'EDGE_DIRECTORY, PROXY_ADMIN_URL, KUBERNETES_GATEWAY: none is set; name the plane that is to be steered',
    ])
    expect(faultsOf({ PROXY_ADMIN_URL: undefined, EDGE_DIRECTORY: '/var/lib/edge' })).to.deep.equal([])
  })

  for (const [name, value, fault] of REJECTED)
    it(`rejects ${name} ${JSON.stringify(value.slice(0, 20))}`, () => {
      expect(faultsOf({ [name]: value })).to.deep.equal([fault])
    })

  it('accepts databases of this machine, of a host and of a socket', () => {
    for (const url of ['postgres:///strangler', 'postgresql://u:p@[::1]:5432/x', 'postgres://%2Ftmp/x'])
      expect(configOf({ DATABASE_URL: url }).DATABASE_URL).to.equal(url)
  })

  it('gives an address without the slash at its end', () => {
    expect(configOf({ PROXY_ADMIN_URL: 'http://a:1/' }).PROXY_ADMIN_URL).to.equal('http://a:1')
  })

  it('takes a variable that is set to nothing for one that is not set', () => {
    expect(configOf({ PORT: '', LOG_LEVEL: '' })).to.include({ PORT: 8090, LOG_LEVEL: 'info' })
    expect(faultsOf({ PLAN_FILE: '' })).to.deep.equal(['PLAN_FILE: is not set; set it'])
  })

  it('tells every fault at once, those between variables too', () => {
    expect(
      faultsOf({ PORT: 'x', DATABASE_URL: undefined, HOST: '0.0.0.0', PROXY_ADMIN_URL: undefined }),
    ).to.deep.equal([
      'PORT: is no port; use a number from 0 to 65535',
      'DATABASE_URL: is not set; set it',
      'OPERATOR_TOKEN: is not set while HOST is 0.0.0.0; set it, or listen on 127.0.0.1',
      'EDGE_DIRECTORY, PROXY_ADMIN_URL, KUBERNETES_GATEWAY: none is set; name the plane that is to be steered',
    ])
  })

  it('lets a token be generated on loopback only', () => {
    for (const HOST of ['127.0.0.1', '127.9.9.9', '::1', 'localhost'])
      expect(faultsOf({ HOST })).to.deep.equal([])
    for (const HOST of ['0.0.0.0', '::', '192.168.0.1', '127.0.0.1.example.org', 'example.org']) {
      expect(faultsOf({ HOST }), HOST).to.have.length(1)
      expect(faultsOf({ HOST, OPERATOR_TOKEN: 'an-operator-token-1' })).to.deep.equal([])
    }
  })

  it('wants tokens of two roles to differ', () => {
    const token = 'one-token-for-both'
    expect(faultsOf({ OPERATOR_TOKEN: token, VIEWER_TOKEN: token })).to.deep.equal([
      'VIEWER_TOKEN: equals OPERATOR_TOKEN; viewers need a token of their own',
    ])
  })
})
