import { RE2JS } from 're2js'

/** Whether a text is a regular expression of JavaScript, with the u flag. */
export function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== ''
  } catch {
    return false
  }
}

/**
 * Whether it is also one that can be matched in linear time: without look-around and references back. Others may need
 * years for a text that a stranger has chosen.
 */
export function isLinear(text: string): boolean {
  try {
    RE2JS.compile(RE2JS.translateRegExp(text))
    return true
  } catch {
    return false
  }
}
