import type { RouteTable } from '@strangler/migration-plan'

/** Methods that no route tells apart share a class; the class of every other method is `*`. */
export interface MethodClasses {
  /** Class by method, for the methods that some route names. */
  readonly byMethod: ReadonlyMap<string, string>
  /** The classes that routes with these methods (null: with all) claim. */
  of(methods: readonly string[] | null): readonly string[]
}

export const OTHER_METHODS = '*'

export function methodClasses({ routes }: RouteTable): MethodClasses {
  const claimants = new Map<string, string[]>()
  for (const { id, match } of routes)
    for (const method of match.methods ?? []) {
      const ids = claimants.get(method) ?? []
      claimants.set(method, [...ids, id])
    }
  const members = new Map<string, string[]>()
  for (const [method, ids] of claimants) {
    const signature = ids.join(' ')
    members.set(signature, [...(members.get(signature) ?? []), method])
  }
  const byMethod = new Map(
    [...members.values()].flatMap((methods) => methods.map((method) => [method, methods.join(',')])),
  )
  const all = [...new Set(byMethod.values()), OTHER_METHODS]
  return {
    byMethod,
    of: (methods) =>
      methods === null ? all : all.filter((name) => methods.some((method) => byMethod.get(method) === name)),
  }
}
