import type { Walk } from './finding.ts'
import { bodyAt, keyStep } from './where.ts'

/** Compares urlencoded bodies field by field; the order counts only among values of one field. */
export function diffForm(legacy: string, candidate: string, walk: Walk): void {
  const [mine, yours] = [new URLSearchParams(legacy), new URLSearchParams(candidate)]
  for (const name of new Set([...mine.keys(), ...yours.keys()])) {
    const where = bodyAt(keyStep(null, name))
    const [values, others] = [mine.getAll(name), yours.getAll(name)]
    for (let at = 0; at < Math.max(values.length, others.length); at++) {
      const [value, other] = [values[at], others[at]]
      if (value === other) continue
      if (value === undefined) walk.found({ kind: 'field-extra', where, legacy: value, candidate: other })
      else if (other === undefined)
        walk.found({ kind: 'field-missing', where, legacy: value, candidate: other })
      else walk.found({ kind: 'form-value', where, legacy: value, candidate: other, comparable: true })
    }
  }
}
