import { expect } from 'chai'
import { redact, redactText, withRequestId } from '@mythoughts/kit'
import { keepLog } from './support/log-lines.ts'

describe('createLogger', () => {
  it('writes one JSON line with level, process, time and the id of the request', () => {
    const { logger, lines } = keepLog()
    withRequestId('r-1', () => {
      logger.warning('slow', { ms: 12 })
    })
    expect(lines).to.have.length(1)
    const { time, ...rest } = lines[0]!
    expect(rest).to.deep.equal({
      level: 'warning',
      message: 'slow',
      process: 'test',
      requestId: 'r-1',
      ms: 12,
    })
    expect(Date.parse(String(time))).to.be.closeTo(Date.now(), 5000)
  })

  it('is silent below its level', () => {
    const { logger, lines } = keepLog('error')
    logger.info('not this')
    logger.warning('nor this')
    logger.critical('but this')
    expect(lines.map(({ level }) => level)).to.deep.equal(['critical'])
  })

  it('lets no field pose as the level or the message', () => {
    const { logger, lines } = keepLog()
    logger.info('true message', { level: 'critical', message: 'forged', process: 'other' })
    expect(lines[0]).to.include({ level: 'info', message: 'true message', process: 'test' })
  })

  it('logs errors with code, stack and cause, but not the rows that PostgreSQL quotes', () => {
    const { logger, lines, text } = keepLog()
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Failing row (bruce, hash)',
    })
    logger.error('failed', { error: new Error('outer', { cause }) })
    expect(lines[0]!['error']).to.have.nested.property('cause.code', '23505')
    expect(text()).not.to.contain('Failing row')
  })
})

describe('redact', () => {
  it('hides values of secret keys at any depth', () => {
    const secrets = {
      authorization: 'S1',
      Cookie: 'S2',
      headers: {
        'set-cookie': ['S3'],
        nested: [{ password: 'S4', session_token: 'S5', session: 'S6', apiToken: 'S7' }],
      },
      map: new Map([['passwordHash', 'S8']]),
    }
    expect(JSON.stringify(redact(secrets))).not.to.match(/S\d/)
  })

  for (const [name, text, secret] of [
    ['bearer values', 'sent Authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
    ['tokens', 'got eyJhbGciOiJSUzI1NiJ9.eyJ1c2VybmFtZSI6ImJydWNlIn0.c2ln', 'eyJ1c2VybmFtZSI6ImJydWNlIn0'],
    ['credentials in addresses', 'no answer of postgres://users:hunter2@db/users', 'hunter2'],
    ['cookie values', 'cookie: session=123456; session_token=abc', '123456'],
    ['fields of forms', 'body username=bruce&password=hunter2', 'hunter2'],
    ['bcrypt hashes', 'is $2b$12$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234', 'abcdefghijkl'],
    ['argon2 hashes', 'is $argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', 'aGFzaA'],
  ] as const) {
    it(`hides ${name} inside strings`, () => {
      expect(redactText(text)).not.to.contain(secret)
      expect(JSON.stringify(redact({ note: new Error(text) }))).not.to.contain(secret)
    })
  }

  it('survives cycles, big integers, functions and depth', () => {
    const cycle: Record<string, unknown> = { big: 10n, run: () => 1, at: new Date(0) }
    cycle['self'] = cycle
    let deep: unknown = 'end'
    for (let depth = 0; depth < 10_000; depth++) deep = { deep }
    expect(() => JSON.stringify(redact({ cycle, deep }))).not.to.throw()
  })
})
