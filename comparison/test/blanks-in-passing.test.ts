import { compare, compileRules } from '@strangler/comparison'
import { expect } from 'chai'
import { aPair, inPage } from './support/pairs.ts'

/** `§` is one run of blanks for legacy, and another one for the candidate. */
function compared(page: string): { readonly differ: boolean; readonly parsed: boolean } {
  const written = (blanks: string): string => page.replaceAll('§', blanks)
  const pair = aPair(inPage(written(' ')), inPage(written('\n\t')))
  const { differences, parsed } = compare(pair, compileRules([]))
  return { differ: differences.length > 0, parsed }
}

describe('compare, of pages that differ in how long their blanks are', () => {
  it('sees at a glance that they are equal, where blanks are in the text between tags', () => {
    for (const page of [
      '<div>§<p>a§b</p>§</div>§<p>c</p>',
      '<script>a  b</script>§<pre>\n a </pre>§<p>x</p>',
      '<table>§<tr>§<td>§1</td></tr></table>',
      '<p><b>a<p>§b</b>§c</p>',
      '<!-- > §--><p title="a">§b</p>',
      '<pre>a <b>b</b></pre>§<textarea>\nx</textarea>§y',
    ])
      expect(compared(page), page).to.deep.equal({ differ: false, parsed: false })
  })

  it('is misled by nothing where blanks count', () => {
    for (const page of [
      '<pre>a§b</pre>',
      '<pre>a§</pre>',
      '<textarea>a§</textarea>b',
      '<pre><code>if a:§b</code></pre>',
      '<pre>a <b>b§c</b></pre>',
      '<p style="color: red; white-space: pre-wrap">a <b>b§c</b></p>',
      '<pre>a <b>b</b>§c</pre>',
      '<PRE\nclass=x>a§b</PRE>',
      '<pre><pre>a</pre>§b</pre>',
      '<pre><!-- </pre> -->§b</pre>',
      '<script>"</pre>"</script><pre>§b</pre>',
      '<script>a("</b>")§;</script>',
      '<script>/*<!--<script>*/</script>§"x"</script>',
      '<textarea>a>§b</textarea>',
      '<style>p>§b{}</style>',
      '<!-- <pre> --><pre>a</pre><pre>§b</pre>',
      '<plaintext></plaintext>§b',
      '<p title="a§b">c</p>',
      '<p title="a>§b">c</p>',
      "<p title = 'a>§b'>c</p>",
      '<pre><table></pre>§b',
      '<pre><span </pre ><i>a</i>§b',
      '<xmp><b></xmp ><listing>§b</listing>',
      '<svg><style>a</style></svg><style>a>§b</style>',
    ])
      expect(compared(page).differ, page).to.equal(true)
  })

  it('looks closer where there is a blank on one side only', () => {
    for (const [page, differ] of [
      ['<div>a</div>§<div>b</div>', false],
      ['<i>a</i>§<i>b</i>', true],
      ['a <button>§<b>§b§</b>§</button> c', false],
      ['a§<button>b</button> c', true],
      ['a <button>b</button>§c', true],
      ['<template>§<p>a</p>§</template>', false],
      ['<i>a</i><template><p>b</p></template>§<i>c</i>', true],
      ['<i>a</i>§<noscript><p>b</p></noscript><i>c</i>', true],
      ['<i>a</i>§<output>b</output>', true],
      ['<map name=a>b</map>§c', true],
      ['a§<datalist id=b><option>c</datalist>d', true],
      ['<svg><text><tspan>a</tspan>§<tspan>b</tspan></text></svg>', true],
      ['<picture>§<source>§<img src=a>§</picture>', false],
    ] as const) {
      const pair = aPair(inPage(page.replaceAll('§', '')), inPage(page.replaceAll('§', '\n')))
      const { differences, parsed } = compare(pair, compileRules([]))
      expect({ differ: differences.length > 0, parsed }, page).to.deep.equal({ differ, parsed: true })
    }
  })
})
