/**
 * A fresh answer, made of the parts of the one before that are the same still, so that who draws a part can tell at a
 * glance that nothing about it changed.
 */
export function reuse<T>(before: unknown, fresh: T): T {
  if (before === fresh || !isTree(before) || !isTree(fresh) || Array.isArray(before) !== Array.isArray(fresh))
    return fresh
  const known = byIdOf(before)
  let isSame = Object.keys(before).length === Object.keys(fresh).length
  const parts = Object.entries(fresh).map(([key, value]: [string, unknown]) => {
    const then = (isIdentified(value) ? known.get(value.id) : undefined) ?? own(before, key)
    const part = reuse(then, value)
    isSame &&= Object.hasOwn(before, key) && Object.is(part, before[key])
    return [key, part] as const
  })
  if (isSame) return before as T
  return (Array.isArray(fresh) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as T
}

function own(tree: Tree, key: string): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : undefined
}

type Tree = Readonly<Record<string, unknown>>

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null
}

function isIdentified(value: unknown): value is { readonly id: unknown } {
  return isTree(value) && 'id' in value
}

/** What stands in a list may have moved. */
function byIdOf(before: Tree): ReadonlyMap<unknown, unknown> {
  if (!Array.isArray(before)) return new Map()
  return new Map(before.filter(isIdentified).map((part) => [part.id, part]))
}
