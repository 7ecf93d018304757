/** Whether a text is a regular expression of JavaScript, with the u flag. */
export function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== ''
  } catch {
    return false
  }
}
