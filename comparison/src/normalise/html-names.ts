const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Elements whose blanks are what their author wrote. */
const VERBATIM = words('pre textarea script style listing plaintext xmp')

/** Elements that flow with the text around them: a blank beside one of them is seen. */
const INLINE = words(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label map mark nobr output q rp rt ruby s samp ' +
    'slot small span strike strong sub sup textPath time tspan tt u var wbr',
)

/** Elements that stand in the text like one letter. */
const ATOMIC = words(
  'audio button canvas embed iframe img input math meter object picture progress select svg textarea video',
)

/** Elements that nobody sees. */
const UNSEEN = words('area base datalist link meta noscript param script source style template track')

/** Styles by which blanks count in any element. */
export const KEEPING_BLANKS = /white-space\s*:\s*(?:pre|break)/i

/** Whether the blanks in an element count, in all that is within it too. */
export function keepsBlanks(name: string, style: string | undefined): boolean {
  return VERBATIM.has(name) || (style !== undefined && KEEPING_BLANKS.test(style))
}

export type Flow = 'inline' | 'atomic' | 'block' | 'unseen'

/** What an element is in the flow of the text; unknown ones are blocks, but custom ones flow. */
export function flowOf(name: string, type: string | undefined): Flow {
  if (UNSEEN.has(name) || (name === 'input' && type === 'hidden')) return 'unseen'
  if (ATOMIC.has(name)) return 'atomic'
  return INLINE.has(name) || name.includes('-') ? 'inline' : 'block'
}

/** Attributes that hold because they are there, whatever their value. */
export const BOOLEAN = words(
  'allowfullscreen async autofocus autoplay checked controls default defer disabled formnovalidate hidden inert ismap ' +
    'itemscope loop multiple muted nomodule novalidate open playsinline readonly required reversed selected',
)

/** Attributes whose values mean the same in any case. */
export const CASELESS = words('charset dir enctype formenctype formmethod http-equiv method')

/** Attributes that are sets of words. */
export const WORD_SETS = words('class rel headers sandbox ping itemprop aria-labelledby aria-describedby')
