import type { HeaderPairs } from '../answer/answer.ts'
import type { Selector } from '../rules/rule.ts'
import { selects } from '../rules/selects.ts'
import { redactText } from './redact-text.ts'
import { isSensitiveHeader } from './sensitive.ts'
import type { Vault } from './vault.ts'

/** Names of cookies and schemes stay, values go; other headers lose what they tell of secrets. */
export function redactHeaders(headers: HeaderPairs, extra: readonly Selector[], vault: Vault): HeaderPairs {
  return headers.map(([name, value]) => [name, redactHeader(name.toLowerCase(), value, extra, vault)])
}

function redactHeader(name: string, value: string, extra: readonly Selector[], vault: Vault): string {
  if (name === 'cookie') return redactCookies(value, vault)
  if (name === 'set-cookie') {
    const [cookie = '', ...attributes] = value.split(';')
    return [redactCookies(cookie, vault), ...attributes].join(';')
  }
  const scheme = /^(?:Bearer|Basic|Digest|Negotiate|Token) +/i.exec(value)?.[0] ?? ''
  if (/^Basic/i.test(scheme)) hidePassword(value.slice(scheme.length), vault)
  if (isSensitiveHeader(name)) return scheme + vault.hide(value.slice(scheme.length))
  if (extra.some((selector) => selects(selector, { in: 'header', name }, true))) return vault.hide(value)
  return redactText(value, vault)
}

/** What is in the credentials (RFC 7617) may stand elsewhere by itself. */
function hidePassword(credentials: string, vault: Vault): void {
  const decoded = Buffer.from(credentials, 'base64').toString()
  vault.hide(decoded.slice(decoded.indexOf(':') + 1))
}

function redactCookies(value: string, vault: Vault): string {
  return value
    .split(';')
    .map((cookie) => {
      const at = cookie.indexOf('=')
      const secret = cookie.slice(at + 1).trim()
      if (secret.startsWith('"')) vault.hide(secret.replaceAll('"', ''))
      return cookie.slice(0, at + 1) + vault.hide(secret)
    })
    .join(';')
}
