import { valueAt, type Fault } from '../fault.ts'

const LARGEST = 2_000_000

/**
 * What is too much about a plan whose `defaults`, filled in at each route, would take the machine down; undefined
 * if nothing is. Found without filling in any.
 */
export function oversize(data: unknown): Fault | undefined {
  const routes = valueAt(data, ['routes'])
  const defaults = valueAt(data, ['defaults'])
  const count = Array.isArray(routes) ? routes.length : 0
  return count * sizeOf(defaults) > LARGEST
    ? {
        path: ['defaults'],
        what: `at each of ${count} routes this is more than a plan can hold`,
        remedy: 'write less into `defaults`, or split the move into several plans',
      }
    : undefined
}

function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part), 1)
}
