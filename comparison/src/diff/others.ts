import type { Difference } from './difference.ts'

/** Stands for all differences of a route that there is no room to tell apart. */
export function othersOf(route: string): Difference {
  return {
    kind: 'value',
    place: 'body',
    signature: `${route} others`,
    selector: null,
    legacy: null,
    candidate: null,
    note: 'more kinds of differences than are told apart',
  }
}
