import { RE2JS } from 're2js'
import { ComparisonError } from '../errors.ts'

/**
 * A replacement that takes time linear in the text, whatever the pattern: V8's own engine may need years for
 * `(a+)+$`, and what it is applied to comes from strangers.
 */
export function compileReplacement(pattern: string, replacement: string): (text: string) => string {
  const compiled = compilePattern(pattern)
  return (text) => compiled.matcher(text).replaceAll(replacement)
}

function compilePattern(pattern: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern))
  } catch (error) {
    throw new ComparisonError(
      'ERR_COMPARISON_PATTERN',
      `pattern "${pattern.slice(0, 100)}": it is none that takes linear time; write it without look-around and references back`,
      { cause: error },
    )
  }
}
