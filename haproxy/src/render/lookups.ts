import { parsePattern, type Route, type RouteTable } from '@strangler/migration-plan'
import { methodClasses } from './method-classes.ts'
import { hasParameters, projectedPattern, projection, shapeOf, shownShape, type Shape } from './shape.ts'

/** One question to a map on the way to the route: of several, the first that is answered counts. */
export interface Lookup {
  readonly file: string
  readonly about: string
  readonly kind: 'map_str' | 'map_beg'
  /** Converters that make the path into what the map holds. */
  readonly projection: readonly string[]
  /** Route id by `class/host/path`. */
  readonly entries: ReadonlyMap<string, string>
  readonly namedHosts: boolean
  readonly anyHost: boolean
}

export interface Lookups {
  readonly methods: ReadonlyMap<string, string>
  readonly hosts: readonly string[]
  readonly lookups: readonly Lookup[]
}

interface Group {
  readonly shapes: Shape[]
  readonly kind: Lookup['kind']
}

/**
 * How a request finds its route by asking maps, whatever the number of routes: whole paths first, then one question
 * for each shape, the more specific first. Runs of prefixes without parameters are one question, which the
 * longest prefix answers (HAProxy keeps them in a prefix tree).
 */
export function lookupsOf(table: RouteTable): Lookups {
  const classes = methodClasses(table)
  const byShape = new Map<Shape, Route[]>()
  for (const route of table.routes) {
    const shape = shapeOf(parsePattern(route.match.path))
    byShape.set(shape, [...(byShape.get(shape) ?? []), route])
  }
  const lookups = groupsOf([...byShape.keys()]).map(({ shapes, kind }, at): Lookup => {
    const [first = ''] = shapes
    const routes = shapes.flatMap((shape) => byShape.get(shape) ?? [])
    const parameters = hasParameters(first)
    return {
      file: `routes-${at + 1}.map`,
      about: parameters
        ? shownShape(first)
        : kind === 'map_str'
          ? 'whole paths'
          : 'prefixes, the longest wins',
      kind,
      projection: parameters ? projection(first) : [],
      entries: entriesOf(routes, (route) => classes.of(route.match.methods)),
      namedHosts: routes.some(({ match }) => match.host !== null),
      anyHost: routes.some(({ match }) => match.host === null),
    }
  })
  const hosts = table.routes.flatMap(({ match }) => (match.host === null ? [] : [match.host]))
  return { methods: classes.byMethod, hosts: [...new Set(hosts)].sort(), lookups }
}

function groupsOf(shapes: readonly Shape[]): readonly Group[] {
  const whole = shapes.filter((shape) => /^a*$/.test(shape))
  const groups: Group[] = whole.length > 0 ? [{ shapes: whole, kind: 'map_str' }] : []
  for (const shape of shapes.filter((other) => !whole.includes(other)).sort()) {
    const kind = hasParameters(shape) ? 'map_str' : 'map_beg'
    const last = groups.at(-1)
    if (kind === 'map_beg' && last?.kind === 'map_beg') last.shapes.push(shape)
    else groups.push({ shapes: [shape], kind })
  }
  return groups
}

function entriesOf(
  routes: readonly Route[],
  classesOf: (route: Route) => readonly string[],
): ReadonlyMap<string, string> {
  const entries = new Map<string, string>()
  const generalFirst = routes.toSorted(
    (one, other) => Number(one.match.methods !== null) - Number(other.match.methods !== null),
  )
  for (const route of generalFirst)
    for (const name of classesOf(route))
      entries.set(
        `${name}/${route.match.host ?? ''}${projectedPattern(parsePattern(route.match.path))}`,
        route.id,
      )
  return entries
}
