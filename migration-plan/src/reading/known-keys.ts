import { z } from 'zod'
import type { Path } from '../fault.ts'

/** The keys that a schema knows at a path of the data it describes. */
export function knownKeys(schema: unknown, path: Path): readonly string[] {
  const bare = unwrap(schema)
  const [key, ...rest] = path
  if (bare instanceof z.ZodDiscriminatedUnion || bare instanceof z.ZodUnion)
    return [...new Set(bare.options.flatMap((option) => knownKeys(option, path)))]
  if (bare instanceof z.ZodObject) {
    const shape = bare.shape as Readonly<Record<string, unknown>>
    return key === undefined ? Object.keys(shape) : knownKeys(shape[String(key)], rest)
  }
  if (bare instanceof z.ZodRecord) return key === undefined ? [] : knownKeys(bare.valueType, rest)
  if (bare instanceof z.ZodArray) return key === undefined ? [] : knownKeys(bare.element, rest)
  return []
}

function unwrap(schema: unknown): unknown {
  let bare = schema
  while (bare instanceof z.ZodExactOptional) bare = bare.unwrap()
  return bare
}
