import { isNode, isScalar, visit, type Document, type Scalar } from 'yaml'

/**
 * Every key that its mapping has further up already. (The parser's own check compares each key with each other,
 * which a large mapping never comes to the end of.)
 */
export function duplicateKeys(
  document: Document,
): readonly { readonly offset: number; readonly key: string }[] {
  const duplicates: { offset: number; key: string }[] = []
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isKey(key)) continue
        if (seen.has(key.value)) duplicates.push({ offset: key.range?.[0] ?? 0, key: String(key.value) })
        seen.add(key.value)
      }
    },
  })
  return duplicates
}

function isKey(key: unknown): key is Scalar {
  return isNode(key) && isScalar(key)
}
