/**
 * What a browser lets the console do (Content-Security-Policy, https://www.w3.org/TR/CSP3/): run and load its own files,
 * ask its own controller, and nothing else. Frames inherit it, so that no picture of a compared page loads or runs
 * anything; markup from strings is taken from two named places alone.
 */
export const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html strangler-pictures',
].join('; ')
