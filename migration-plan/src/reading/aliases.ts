import { isAlias, isCollection, isNode, isPair, type Alias, type Document } from 'yaml'

const LARGEST_EXPANSION = 1_000_000
// Looking up an alias costs time in proportion to the aliases before it.
const MOST_ALIASES = 10_000

export interface FaultyAlias {
  /** Where it stands in the text. */
  readonly offset: number
  readonly what: string
  readonly remedy: string
}

/**
 * The first alias that names nothing, contains itself, or makes the document so large that reading it takes the
 * machine down; found without expanding any.
 */
export function faultyAlias(document: Document): FaultyAlias | undefined {
  const sizes = new Map<string, number>()
  let faulty: FaultyAlias | undefined
  let expanded = 0
  let aliases = 0
  const aliasSize = (alias: Alias): number => {
    const size = sizes.get(alias.source)
    expanded += size ?? 0
    aliases += 1
    if (size === undefined) faulty ??= refused(alias, 'names no anchor')
    else if (aliases > MOST_ALIASES) faulty ??= refused(alias, 'is one too many')
    else if (expanded > LARGEST_EXPANSION) faulty ??= refused(alias, 'expands without bound')
    return size ?? 1
  }
  const sizeOf = (node: unknown): number => {
    if (isAlias(node)) return aliasSize(node)
    const anchor = anchorOf(node)
    // Until it is read to its end, an alias to it would be an alias to what contains the alias.
    if (anchor !== undefined) sizes.set(anchor, Infinity)
    const size = partsOf(node).reduce<number>((sum, part) => sum + sizeOf(part), 1)
    if (anchor !== undefined) sizes.set(anchor, size)
    return size
  }
  sizeOf(document.contents)
  return faulty
}

function refused(alias: Alias, why: string): FaultyAlias {
  return {
    offset: alias.range?.[0] ?? 0,
    what: `the alias *${alias.source.slice(0, 80)} ${why}`,
    remedy: 'write the value out, or say it once in `defaults`',
  }
}

function partsOf(node: unknown): readonly unknown[] {
  if (isPair(node)) return [node.key, node.value]
  return isCollection(node) ? node.items : []
}

function anchorOf(node: unknown): string | undefined {
  return isNode(node) && 'anchor' in node ? node.anchor : undefined
}
