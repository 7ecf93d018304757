import { z } from 'zod'

const MAX_ROW_ID = 2 ** 31 - 1

/** Text of a request. Lengths count characters (code points), as PostgreSQL's `varchar(n)` does. */
export function text({ min = 0, max }: { min?: number; max?: number } = {}) {
  const bounds = { ...(min > 0 ? { minLength: min } : {}), ...(max === undefined ? {} : { maxLength: max }) }
  return z
    .string({ error: 'must be text' })
    .refine((value) => countCharacters(value) >= min, {
      error: min === 1 ? 'must not be empty' : `must have at least ${min} characters`,
    })
    .refine((value) => max === undefined || countCharacters(value) <= max, {
      error: `must have at most ${String(max)} characters`,
    })
    .meta(bounds)
}

/** A `serial` id in a path or query; gives a number that fits the column. */
export function rowId() {
  return z
    .string()
    .refine((value) => /^\d{1,10}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_ROW_ID, {
      error: `must be a whole number from 1 to ${MAX_ROW_ID}`,
    })
    .meta({ pattern: '^[0-9]+$' })
    .transform(Number)
}

function countCharacters(value: string): number {
  return Array.from(value).length
}
