import { expect } from 'chai'
import fc from 'fast-check'
import { canonicalPath } from '@strangler/migration-plan'
import { cpuTime } from './support/cpu-time.ts'

const refused = [
  ['', 'does not start with a slash'],
  ['login', 'does not start with a slash'],
  ['*', 'does not start with a slash'],
  ['http://shop.example/a', 'does not start with a slash'],
  [`/${'a'.repeat(8192)}`, 'longer than 8192 bytes'],
  ['/a\x00', 'control character'],
  ['/a\x1f', 'control character'],
  ['/a\x7f', 'control character'],
  ['/a\\b', 'backslash'],
  ['/a#b', 'number sign'],
  ['/a\u0142', 'no byte'],
  ['/a%', 'without two hexadecimal digits'],
  ['/a%4', 'without two hexadecimal digits'],
  ['/a%zz', 'without two hexadecimal digits'],
  ['/a%2fb', 'encoded slash'],
  ['/a%2Fb', 'encoded slash'],
  ['/a;x=%2Fb', 'encoded slash'],
  ['/%2e%2e/admin', 'encoded slash, dot'],
  ['/a%5cb', 'backslash'],
  ['/a%3Bb', 'semicolon'],
  ['/a%252e', 'percent sign'],
  ['/a%00', 'control character'],
  ['/a%0d%0a', 'control character'],
  ['/a%7F', 'control character'],
  ['/..', 'parent segment'],
  ['/x/../admin', 'parent segment'],
  ['/x/..;/admin', 'parent segment'],
  ['/x/..;a=1;b', 'parent segment'],
] as const

const read = [
  ['/', '/'],
  ['//', '/'],
  ['//admin/', '/admin/'],
  ['/admin///', '/admin/'],
  ['/./admin/', '/admin/'],
  ['/.;x/admin/', '/admin/'],
  ['/a/.', '/a/'],
  ['/.', '/'],
  ['/a/././/b', '/a/b'],
  ['/admin;x=1/', '/admin/'],
  ['/a;x=1;y/b;z', '/a/b'],
  ['/;x/a', '/a'],
  ['/%74houghts/', '/thoughts/'],
  ['/a%20b', '/a b'],
  ['/a%3Fb', '/a?b'],
  ['/%c3%A9', '/\u00c3\u00a9'],
  ['/\u00c3\u00a9', '/\u00c3\u00a9'],
  ['/THOUGHTS/', '/THOUGHTS/'],
  ['/.well-known/x', '/.well-known/x'],
  ['/...', '/...'],
  ['/..a/b..', '/..a/b..'],
  ["/a-b_c~!$&'()*+,=:@/file.css", "/a-b_c~!$&'()*+,=:@/file.css"],
] as const

describe('canonicalPath', () => {
  for (const [raw, reason] of refused)
    it(`refuses ${JSON.stringify(raw.slice(0, 40))}: ${reason}`, () => {
      const result = canonicalPath(raw)
      expect(result.ok ? 'accepted' : result.reason).to.include(reason)
    })

  for (const [raw, path] of read)
    it(`reads ${JSON.stringify(raw)} as ${JSON.stringify(path)}`, () => {
      expect(canonicalPath(raw)).to.deep.equal({ ok: true, path })
    })

  it('takes 8192 bytes, and not one more', () => {
    expect(canonicalPath(`/${'a'.repeat(8191)}`).ok).to.equal(true)
    expect(canonicalPath(`/${'a/'.repeat(4096)}`).ok).to.equal(false)
  })

  const anyPath = fc
    .array(
      fc.constantFrom('/', '/', '.', '..', ';', 'x=1', '%', '%41', '%2f', '%2e', 'g', 'G', '\\', '\u00ff'),
      {
        maxLength: 12,
      },
    )
    .map((parts) => `/${parts.join('')}`)

  it('does what the rule says, byte by byte', () => {
    fc.assert(
      fc.property(anyPath, (raw) => {
        const result = canonicalPath(raw)
        expect(result.ok ? result.path : undefined).to.equal(byTheRule(raw))
      }),
      { numRuns: 5000 },
    )
  })

  it('leaves nothing in a path that could be read in two ways', () => {
    fc.assert(
      fc.property(anyPath, (raw) => {
        const result = canonicalPath(raw)
        if (result.ok)
          expect(result.path)
            .to.match(/^\//)
            .and.not.to.match(/\/\/|;|\/\.\.?(\/|$)/)
      }),
      { numRuns: 2000 },
    )
  })

  it('takes time in proportion to the length, whatever the bytes', () => {
    const took = cpuTime(() => {
      for (const part of ['/.', '//', ';', '/.;', '%41', '/..', '%', '.'])
        canonicalPath(`/${part.repeat(8191 / part.length)}`)
    })
    expect(took).to.be.below(200)
  })
})

/** The rule of docs/reference/plan.md, segment by segment; undefined is a refusal. */
function byTheRule(raw: string): string | undefined {
  if (/[\\#]/.test(raw) || /%(?!41)/.test(raw)) return undefined
  const segments = raw
    .slice(1)
    .split('/')
    .map((segment) => segment.split(';')[0] ?? '')
  if (segments.includes('..')) return undefined
  const decoded = segments.map((segment) => segment.replaceAll('%41', 'A'))
  const kept = decoded.filter((segment) => segment !== '.' && segment !== '')
  const last = decoded.at(-1)
  return `/${kept.join('/')}${kept.length > 0 && (last === '' || last === '.') ? '/' : ''}`
}
