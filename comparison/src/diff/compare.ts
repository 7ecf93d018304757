import type { Pair } from '../answer/answer.ts'
import type { CompiledRules } from '../rules/compile-rules.ts'
import { createRedactor, type Redactor } from '../redact/create-redactor.ts'
import { isSensitivePlace, REDACTED } from '../redact/sensitive.ts'
import type { Selector } from '../rules/rule.ts'
import type { Show } from './describe-finding.ts'
import { createReader, type Reader } from '../normalise/create-reader.ts'
import { createSecrets } from '../sameness/secrets.ts'
import type { Comparison } from './comparison.ts'
import { conclude } from './conclude.ts'
import type { Difference } from './difference.ts'
import { diffBody, type Circumstances } from './diff-body.ts'
import { diffCookies } from './diff-cookies.ts'
import { diffHeaders } from './diff-headers.ts'
import type { Finding, Walk } from './finding.ts'

/** So many findings are judged together, and see the secrets of each other. */
const JUDGED_AT_ONCE = 1000
/** As many differences are listed, and no more looked for: a page that is another one altogether has no end of them. */
const MOST_LISTED = 50

/**
 * Compares two answers to one request: status, headers, cookies and bodies. Never throws, whatever the answers are.
 * Nothing that `redact` hides is in what it tells, besides cookies, credentials, passwords and tokens.
 * Where the statuses are of different kinds (200 and 404), that is the one difference: all else follows from it.
 */
export function compare(pair: Pair, rules: CompiledRules, redact: readonly Selector[] = []): Comparison {
  const [secrets, reader] = [createSecrets(), createReader()]
  const times = new Map<number, number>()
  const fired = (rule: number): void => void times.set(rule, (times.get(rule) ?? 0) + 1)
  const show = showing(pair, redact, reader)
  const [findings, differences]: [Finding[], Difference[]] = [[], []]
  const judge = (): void =>
    void differences.push(...conclude(findings.splice(0), { pair, rules, secrets, fired, show }))
  const walk: Walk = {
    unordering: rules.unordering,
    fired,
    found: (finding) => {
      if (differences.length > MOST_LISTED) return
      if (findings.push(finding) === JUDGED_AT_ONCE) judge()
    },
  }
  const outcome = walkPair(pair, { renamings: rules.renamings, secrets, reader, walk })
  judge()
  return {
    route: pair.route,
    differences: differences.slice(0, MOST_LISTED),
    more: differences.length > MOST_LISTED,
    ruledOut: [...times].map(([rule, count]) => ({ rule, times: count })),
    secrets: secrets.size,
    ...outcome,
    latency: { legacyMs: pair.legacy.durationMs, candidateMs: pair.candidate.durationMs },
  }
}

/** Most pairs are equal, and nothing of them is shown: secrets are looked for once there is something to tell. */
function showing(pair: Pair, redact: readonly Selector[], reader: Reader): Show {
  let redactor: Redactor | null = null
  const names = new Map<string, string>()
  const reading = (): Redactor => (redactor ??= createRedactor(pair, redact, reader))
  return {
    value(where, text) {
      if (isSensitivePlace(where, redact)) return text === '' ? text : REDACTED
      return where.in === 'body' && !reading().complete ? REDACTED : reading().value(where, text)
    },
    name(text) {
      const shown = names.get(text) ?? reading().text(text)
      names.set(text, shown)
      return shown
    },
  }
}

function walkPair(pair: Pair, by: Circumstances): { readonly partial: boolean; readonly parsed: boolean } {
  const { legacy, candidate } = pair
  const { renamings, walk } = by
  if (legacy.status !== candidate.status) {
    walk.found({
      kind: 'status',
      where: { in: 'status' },
      legacy: legacy.status,
      candidate: candidate.status,
    })
    if (kindOf(legacy.status) !== kindOf(candidate.status)) return { partial: false, parsed: false }
  }
  diffHeaders(pair, renamings, walk)
  diffCookies(legacy, candidate, renamings, walk)
  return diffBody(pair, by)
}

function kindOf(status: number): number {
  return Math.floor(status / 100)
}
