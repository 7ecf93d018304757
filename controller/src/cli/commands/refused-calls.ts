import type { RefusedCallsAnswer } from '../../http/call-schemas.ts'
import { columns } from '../columns.ts'

/** Whom the API refused what operators do. */
export function refusedCallsText({ calls }: RefusedCallsAnswer): string {
  if (calls.length === 0) return 'nobody was refused'
  const rows = calls.map(({ lastAt, client, operation, status, count, claimed }) => [
    ...[lastAt, client, operation, `${status}`, `${count}`, claimed ?? '-'],
  ])
  return columns(['last', 'client', 'call', 'status', 'times', 'says to be'], rows)
}
