import { isMapping, valueAt, type Fault, type Path } from '../fault.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}/g

/**
 * The plan's data with `${NAME}` and `${NAME:-default}` filled in where upstreams have their addresses, and
 * nowhere else. As in a shell, `:-` also stands in for an empty variable. What is filled in is not read again.
 */
export function substituteAddresses(
  data: unknown,
  env: Environment,
): { data: unknown; faults: readonly Fault[] } {
  const faults: Fault[] = []
  const fill = (path: Path, text: unknown): unknown =>
    typeof text !== 'string'
      ? text
      : text.replace(VARIABLE, (whole, name: string, fallback?: string) => {
          const value = (Object.hasOwn(env, name) ? env[name] : undefined) || fallback
          if (value) return value
          faults.push({
            path,
            what: `the environment variable ${name} is not set`,
            remedy: `set it, or write \${${name}:-http://host:port}`,
          })
          return whole
        })
  const upstreams = valueAt(data, ['upstreams'])
  if (!isMapping(upstreams)) return { data, faults }
  const filled = Object.entries(upstreams).map(([name, upstream]) => {
    if (!isMapping(upstream)) return [name, upstream]
    const addresses = ['url', 'urls']
      .filter((key) => Object.hasOwn(upstream, key))
      .map((key) => {
        const path = ['upstreams', name, key]
        const value = upstream[key]
        return [
          key,
          Array.isArray(value) ? value.map((text, at) => fill([...path, at], text)) : fill(path, value),
        ]
      })
    return [name, { ...upstream, ...(Object.fromEntries(addresses) as object) }]
  })
  return { data: { ...(data as object), upstreams: Object.fromEntries(filled) as unknown }, faults }
}
