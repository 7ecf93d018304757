import { isNode, isScalar, visit, type Document, type Scalar } from 'yaml'
import { quote } from '../fault.ts'

// Plain objects have it from birth, so what it was to say would be lost on the way.
const NO_KEY = '__proto__'

export interface FaultyKey {
  /** Where it stands in the text. */
  readonly offset: number
  readonly what: string
  readonly remedy: string
}

/**
 * Every key that its mapping has further up already, and every one that no mapping can have, which is taken out of
 * the document. (The parser's own check compares each key with each other, which a large mapping never comes to the
 * end of.)
 */
export function faultyKeys(document: Document): readonly FaultyKey[] {
  const faulty: FaultyKey[] = []
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>()
      for (const { key } of map.items) {
        if (!isKey(key)) continue
        if (key.value === NO_KEY) faulty.push(refused(key, 'cannot be used', 'choose another name'))
        else if (seen.has(key.value)) faulty.push(refused(key, 'is there twice', 'keep one of the two'))
        seen.add(key.value)
      }
      map.delete(NO_KEY)
    },
  })
  return faulty
}

function refused({ range, value }: Scalar, why: string, remedy: string): FaultyKey {
  return { offset: range?.[0] ?? 0, what: `the key ${quote(value)} ${why}`, remedy }
}

function isKey(key: unknown): key is Scalar {
  return isNode(key) && isScalar(key)
}
