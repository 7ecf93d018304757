/** Keys and indexes from the root of the plan down to a value. */
export type Path = readonly PropertyKey[]

/** A problem before its place in the text is looked up. */
export interface Fault {
  /** The value that it is about; where the plan lacks it, its nearest parent is shown. */
  readonly path: Path
  /** Whether the key at the path is at fault, not its value. */
  readonly atKey?: boolean
  readonly what: string
  readonly remedy: string
}

const LONGEST_QUOTE = 80

/** A value of the plan as a message shows it, on one line and never longer than a line. */
export function quote(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  const text = JSON.stringify(typeof value === 'bigint' ? value.toString() : value)
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…"` : text
}

/** Names a place in the plan as people do: `route "search": match.path`. */
export function placeName(path: Path, plan: unknown): string {
  const [section, key, ...rest] = path
  if (section === 'routes' && typeof key === 'number') {
    const id = valueAt(plan, ['routes', key, 'id'])
    return label(typeof id === 'string' ? `route ${quote(id)}` : `route number ${key + 1}`, rest)
  }
  if (section === 'data' && typeof key === 'number') {
    const id = valueAt(plan, ['data', key, 'id'])
    return label(typeof id === 'string' ? `data set ${quote(id)}` : `data set number ${key + 1}`, rest)
  }
  if (section === 'upstreams' && typeof key === 'string') return label(`upstream ${quote(key)}`, rest)
  return path.length === 0 ? 'the plan' : dotted(path)
}

/** The value at a path of plain data; undefined where the path leads nowhere. */
export function valueAt(data: unknown, path: Path): unknown {
  let at = data
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Readonly<Record<PropertyKey, unknown>>)[key]
  }
  return at
}

/** Whether plain data is a mapping. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function label(owner: string, rest: Path): string {
  return rest.length === 0 ? owner : `${owner}: ${dotted(rest)}`
}

function dotted(path: Path): string {
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at === 0 ? '' : '.'}${String(key)}`))
    .join('')
}
