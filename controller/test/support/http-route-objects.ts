import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'

export interface HttpRouteObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    uid: string
    resourceVersion: string
    generation: number
    labels: Record<string, string>
    annotations: Record<string, string>
    managedFields: { readonly manager: string; readonly operation: string; readonly fieldsV1: object }[]
  }
  spec: { rules: { backendRefs?: { name: string; weight?: number }[] }[] } & Record<string, unknown>
  status?: object
}

/** What the API server answers to what it does not do (meta/v1 Status). */
export class StatusFault extends Error {
  readonly code: number
  readonly reason: string
  readonly causes: readonly object[]

  constructor(code: number, message: string, reason = '', causes: readonly object[] = []) {
    super(message)
    this.code = code
    this.reason = reason
    this.causes = causes
  }

  body(): object {
    const { code, message, reason, causes } = this
    return { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, details: { causes }, code }
  }
}

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again'

/** A field by its path, and its value; lists of a custom resource are owned as a whole. */
type Fields = ReadonlyMap<string, unknown>

/**
 * Objects with the rules of server-side apply (reference/using-api/server-side-apply): fields have managers; a field that
 * another manager owns with another value is a conflict unless it is forced; who applies no more what it owned lets go of
 * it; and a resourceVersion that is not the present one is a conflict too.
 */
export function createObjects() {
  const stored = new Map<string, HttpRouteObject>()
  const owners = new Map<string, Map<string, Set<string>>>()
  let revision = 100

  const named = (name: string): HttpRouteObject => {
    const object = stored.get(name)
    if (!object) throw new StatusFault(404, `httproutes "${name}" not found`, 'NotFound')
    return object
  }

  function changed(object: HttpRouteObject, spec: unknown): void {
    object.metadata.resourceVersion = String((revision += 1))
    if (!isDeepStrictEqual(object.spec, spec)) object.metadata.generation += 1
    const fields = owners.get(object.metadata.name) ?? new Map<string, Set<string>>()
    const managers = new Set([...fields.values()].flatMap((set) => [...set]))
    object.metadata.managedFields = [...managers].map((manager) => ({
      manager,
      operation: manager === 'strangler' ? 'Apply' : 'Update',
      fieldsV1: Object.fromEntries(
        [...fields].filter(([, set]) => set.has(manager)).map(([path]) => [path, {}]),
      ),
    }))
  }

  return {
    named,
    all: (): readonly HttpRouteObject[] => [...stored.values()],
    list(namespace: string, selector: string): object {
      const wanted = selector.split(',').map((part) => part.split('='))
      const items = [...stored.values()].filter(
        ({ metadata }) =>
          metadata.namespace === namespace &&
          wanted.every(([label = '', value]) => metadata.labels[label] === value),
      )
      return { kind: 'HTTPRouteList', apiVersion: 'gateway.networking.k8s.io/v1', metadata: {}, items }
    },
    get: (_namespace: string, name: string): HttpRouteObject => named(name),
    remove(_namespace: string, name: string): object {
      named(name)
      stored.delete(name)
      owners.delete(name)
      return { kind: 'Status', status: 'Success' }
    },
    apply(namespace: string, name: string, body: HttpRouteObject, query: URLSearchParams): HttpRouteObject {
      const manager = query.get('fieldManager') ?? ''
      if (manager === '') throw new StatusFault(400, 'fieldManager is required for apply patch')
      const existing = stored.get(name)
      const { resourceVersion: wanted = existing?.metadata.resourceVersion } = body.metadata as {
        resourceVersion?: string
      }
      if (wanted !== existing?.metadata.resourceVersion) throw new StatusFault(409, MODIFIED, 'Conflict')
      const object = existing ?? created(namespace, name, body)
      const fields = owners.get(name) ?? new Map<string, Set<string>>()
      const [applied, present] = [fieldsOf(body), fieldsOf(object)]
      const taken = [...applied].filter(([path, value]) => !isDeepStrictEqual(present.get(path), value))
      if (query.get('force') !== 'true') refuseConflicts(taken, fields, manager)
      const spec = structuredClone(object.spec)
      own(object, fields, { manager, applied, taken: taken.map(([path]) => path) })
      stored.set(name, object)
      owners.set(name, fields)
      changed(object, spec)
      return object
    },
    edit(name: string, change: (object: HttpRouteObject) => void): void {
      const object = named(name)
      const [spec, before] = [structuredClone(object.spec), fieldsOf(structuredClone(object))]
      change(object)
      const fields = owners.get(name) ?? new Map<string, Set<string>>()
      for (const [path, value] of fieldsOf(object))
        if (!isDeepStrictEqual(before.get(path), value)) fields.set(path, new Set(['kubectl-edit']))
      changed(object, spec)
    },
    setStatus(name: string, status: object): void {
      const object = named(name)
      object.status = status
      changed(object, object.spec)
    },
  }
}

interface Applying {
  readonly manager: string
  readonly applied: Fields
  readonly taken: readonly string[]
}

function own(
  object: HttpRouteObject,
  fields: Map<string, Set<string>>,
  { manager, applied, taken }: Applying,
): void {
  for (const [path, set] of fields)
    if (set.has(manager) && !applied.has(path) && set.size === 1) write(object, path, undefined)
  for (const set of fields.values()) set.delete(manager)
  for (const [path, value] of applied) {
    write(object, path, value)
    fields.set(path, new Set([...(fields.get(path) ?? []), manager]))
  }
  for (const path of taken) fields.set(path, new Set([manager]))
}

function refuseConflicts(
  taken: readonly (readonly [path: string, value: unknown])[],
  fields: ReadonlyMap<string, ReadonlySet<string>>,
  manager: string,
): void {
  const conflicts = taken.filter(([path]) => [...(fields.get(path) ?? [])].some((owner) => owner !== manager))
  const causes = conflicts.map(([field]) => ({ reason: 'FieldManagerConflict', field }))
  if (causes.length > 0)
    throw new StatusFault(409, `Apply failed with ${causes.length} conflicts`, 'Conflict', causes)
}

function created(namespace: string, name: string, { apiVersion, kind }: HttpRouteObject): HttpRouteObject {
  return {
    apiVersion,
    kind,
    metadata: {
      ...{ name, namespace, uid: randomUUID(), resourceVersion: '', generation: 0 },
      ...{ labels: {}, annotations: {}, managedFields: [] },
    },
    spec: { rules: [] },
  }
}

function fieldsOf({ metadata, spec }: HttpRouteObject): Fields {
  const group = (prefix: string, values: object): (readonly [string, unknown])[] =>
    Object.entries(values).map(([key, value]) => [`${prefix} ${key}`, structuredClone(value)] as const)
  return new Map([
    ...group('labels', metadata.labels),
    ...group('annotations', metadata.annotations),
    ...group('spec', spec),
  ])
}

function write(object: HttpRouteObject, path: string, value: unknown): void {
  const [group = '', key = ''] = path.split(' ')
  const target: Record<string, unknown> =
    group === 'spec' ? object.spec : group === 'labels' ? object.metadata.labels : object.metadata.annotations
  if (value === undefined) Reflect.deleteProperty(target, key)
  else target[key] = structuredClone(value)
}
