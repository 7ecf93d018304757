import { expect } from 'chai'
import { readAccessLine } from '../../src/drained/access-line.ts'

const at = new Date('2026-11-25T15:00:01Z')

describe('readAccessLine', () => {
  for (const { name, line } of [
    {
      name: 'the combined format',
      line: '10.0.3.7 - frank [25/Nov/2026:16:00:01 +0100] "GET /export.csv?a=1 HTTP/1.1" 200 512 "-" "curl/8.14.1"',
    },
    {
      name: 'the combined format with more behind it',
      line: '10.0.3.7 - - [25/Nov/2026:15:00:01 +0000] "GET /export.csv?a=1 HTTP/1.1" 200 - "http://x/" "curl/8.14.1" 0.003 "-"',
    },
    {
      name: 'JSON as nginx is often told to write it',
      line: '{"time_iso8601":"2026-11-25T15:00:01+00:00","remote_addr":"10.0.3.7","request":"GET /export.csv?a=1 HTTP/1.1","http_user_agent":"curl/8.14.1"}',
    },
    {
      name: 'JSON as programs write it',
      line: '{"level":"info","timestamp":1795618801,"client":"10.0.3.7","method":"GET","path":"/export.csv?a=1","userAgent":"curl/8.14.1"}',
    },
  ])
    it(`reads ${name}`, () => {
      expect(readAccessLine(line)).to.deep.equal({
        ...{ client: '10.0.3.7', agent: 'curl/8.14.1', method: 'GET', target: '/export.csv?a=1', at },
      })
    })

  it('reads the common format, which has no agent, and requests that are none', () => {
    const common = readAccessLine('10.0.3.7 - - [25/Nov/2026:15:00:01 +0000] "\\x16\\x03" 400 0')
    expect(common).to.deep.equal({ client: '10.0.3.7', agent: '', method: '?', target: '\\x16\\x03', at })
  })

  it('takes nothing for a request that tells of none', () => {
    for (const line of ['', '  ', '{"level":"info","message":"listening"}', '{"path":"/a"}'])
      expect(readAccessLine(line), line).to.equal('none')
  })

  it('says so where it cannot read a line', () => {
    for (const line of ['started', '{"path":', '10.0.3.7 GET /a'])
      expect(readAccessLine(line), line).to.equal('unreadable')
  })

  it('lets nobody write control characters or whole books into the record', () => {
    const read = readAccessLine(
      JSON.stringify({ method: 'GET', path: `/\u0000${'x'.repeat(5000)}`, ip: 'a\nb' }),
    )
    expect(read).to.include({ client: 'a?b' })
    expect((read as { target: string }).target)
      .to.match(/^\/\?x+$/)
      .and.have.length(300)
  })
})
