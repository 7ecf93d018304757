/** Where in the console somebody is; every place has an address of its own, behind the #. */
export interface Place {
  /** Such as `route` and `search`; empty for the first view. */
  readonly path: readonly string[]
  /** What is filtered by, and the like. */
  readonly query: Readonly<Record<string, string>>
}

export function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  return {
    path: path
      .split('/')
      .filter((part) => part !== '')
      .map(decoded),
    query: Object.fromEntries(new URLSearchParams(query)),
  }
}

/** The address of a place; what is empty of the query is left out. */
export function addressOf(path: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const filled = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''))
  const asked = filled.size === 0 ? '' : `?${filled.toString()}`
  return `#/${path.map(encodeURIComponent).join('/')}${asked}`
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
