/** The cookies of a `Cookie` header as Django reads them: of several with one name the last counts. */
export function parseCookies(header: string | undefined): Readonly<Record<string, string>> {
  const cookies = Object.create(null) as Record<string, string>
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=')
    const name = equals < 0 ? '' : pair.slice(0, equals).trim()
    const value = pair.slice(equals + 1).trim()
    if (name || value) cookies[name] = unquote(value)
  }
  return cookies
}

function unquote(value: string): string {
  return /^".*"$/s.test(value) ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value
}
