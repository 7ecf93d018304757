import { expect } from 'chai'
import fc from 'fast-check'
import { escapeHtml } from '../src/django/escape.ts'

const CHARACTERS = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'" } as const

const unescape = (html: string): string =>
  html.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => CHARACTERS[entity as keyof typeof CHARACTERS])

const pieces = fc.constantFrom('&', '<', '>', '"', "'", ';', '#x27;', 'amp;', 'lt', 'a')
const markup = fc.string({ unit: fc.oneof(pieces, fc.string({ maxLength: 1 })) })

describe('escapeHtml', () => {
  it("writes Django's five entities", () => {
    expect(escapeHtml(`&<>"'`)).to.equal('&amp;&lt;&gt;&quot;&#x27;')
  })

  it('escapes what is escaped already once more', () => {
    expect(escapeHtml('&amp;&#x27;')).to.equal('&amp;amp;&amp;#x27;')
  })

  it('leaves everything else as it is, line breaks too', () => {
    const text = 'a`=/\\{}\r\n\tżółć 👍 \u00a0\u2028'
    expect(escapeHtml(text)).to.equal(text)
  })

  it('leaves no character that HTML gives a meaning to, and loses nothing', () => {
    fc.assert(
      fc.property(markup, (text) => {
        const html = escapeHtml(text)
        expect(html).not.to.match(/[<>"']|&(?!(?:amp|lt|gt|quot|#x27);)/)
        expect(unescape(html)).to.equal(text)
      }),
    )
  })
})
