import { KEEPING_BLANKS } from '../normalise/html-names.ts'

/** An attribute that holds `<` or `>`: then tags cannot be told from text at a glance. */
const TAG_IN_ATTRIBUTE = /=\s*(?:"[^"<>]*[<>]|'[^'<>]*[<>])/
/** Elements whose blanks are what their author wrote. */
const OPENER = /<(pre|textarea|listing|script|style|xmp|plaintext)(?=[\s/>])/gi
/** What may stand in them so that their first end tag ends them. */
const ANY_OTHER_TAG = /<(?!\/?(?:a|b|i|em|strong|code|span|br)(?=[\s/>])[^<>]*>)[!?/a-z]/i

/**
 * Tells where in a page a run of blanks is as good as any other run: in text between tags, outside of elements that keep
 * their blanks. It is read at a glance, and says no in doubt. Blanks for none are another matter.
 */
export function createFoldRegions(text: string): (at: number) => boolean {
  let kept: Regions | null | undefined
  return (at) => {
    kept = kept === undefined ? keptRegions(text) : kept
    if (kept === null || text.lastIndexOf('>', at - 1) <= text.lastIndexOf('<', at - 1)) return false
    return !kept.some(([from, to]) => from <= at && at <= to)
  }
}

type Regions = readonly (readonly [from: number, to: number])[]

/** Where blanks are kept; null where that cannot be told. */
function keptRegions(text: string): Regions | null {
  if (TAG_IN_ATTRIBUTE.test(text) || KEEPING_BLANKS.test(text)) return null
  const regions: (readonly [number, number])[] = []
  let end = 0
  for (const { 1: name = '', index } of text.matchAll(OPENER)) {
    // Nothing ends plaintext.
    if (index < end || name.toLowerCase() === 'plaintext') return null
    const to = text.slice(index).search(new RegExp(String.raw`</${name}[\t\n\f\r />]`, 'i'))
    if (to < 0 || ANY_OTHER_TAG.test(text.slice(index + 1, index + to))) return null
    end = index + to
    regions.push([index, end])
  }
  return regions
}
