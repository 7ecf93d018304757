import type { RouteStatus, Standing, Status } from '../api/answers-of-the-api.ts'
import { matchText } from '../parts/words.ts'

/** Who answers a route once it stands there. */
export function answeredBy(route: RouteStatus, to: Standing): string {
  const { legacy, candidate } = route
  const requests = `requests to ${matchText(route)}`
  const [old, young] = [legacy ?? 'legacy', candidate ?? 'the candidate']
  if (to.stage === 'shadow')
    return `${old} answers all ${requests}; ${young} is asked a share of them too, and nobody gets its answers.`
  if (to.weight === 0) return `${old} answers all ${requests}, as it did before the move.`
  if (to.weight === 100) return `${young} answers all ${requests}; ${old} answers none.`
  return `${young} answers ${String(to.weight)} % of the ${requests} (now ${String(route.weight)} %), ${old} the other ${String(100 - to.weight)} %.`
}

/** Where and when a change counts. */
export function planesText({ planes }: Status): string {
  const names = (are: boolean): string =>
    planes.flatMap(({ name, reachable }) => (reachable === are ? [name] : [])).join(' and ')
  const away = names(false)
  const soon = names(true) === '' ? 'No plane can be reached' : `In effect on ${names(true)} within a second`
  return away === '' ? `${soon}.` : `${soon}; ${away} is away, and is told once it is back.`
}
