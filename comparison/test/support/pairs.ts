import {
  compare,
  compileRules,
  type Answer,
  type Comparison,
  type Pair,
  type Rule,
} from '@strangler/comparison'

export const NOW = Date.UTC(2026, 10, 24, 6, 46, 12)

const bytesOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === 'string' ? Buffer.from(body) : body

export interface AnswerParts {
  readonly status?: number
  readonly type?: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string | Uint8Array
  readonly truncated?: boolean
  readonly durationMs?: number
  readonly at?: number
}

export function anAnswer(parts: AnswerParts = {}): Answer {
  return {
    status: parts.status ?? 200,
    headers: [['Content-Type', parts.type ?? 'text/html; charset=utf-8'], ...(parts.headers ?? [])],
    body: bytesOf(parts.body ?? ''),
    truncated: parts.truncated ?? false,
    durationMs: parts.durationMs ?? 20,
    at: parts.at ?? NOW,
  }
}

export function aPair(legacy: AnswerParts, candidate: AnswerParts): Pair {
  return {
    route: 'list',
    request: { method: 'GET', target: '/thoughts/', headers: [['Host', 'shop.example']], body: bytesOf('') },
    legacy: anAnswer(legacy),
    candidate: anAnswer(candidate),
  }
}

export function compared(
  legacy: AnswerParts,
  candidate: AnswerParts,
  rules: readonly Rule[] = [],
): Comparison {
  return compare(aPair(legacy, candidate), compileRules(rules))
}

/** Each difference as `kind place`. */
export function told({ differences }: Comparison): readonly string[] {
  return differences.map(({ kind, place }) => `${kind} ${place}`)
}

export const inPage = (body: string): AnswerParts => ({
  body: `<!doctype html><html lang="en"><head><title>MyThoughts</title></head><body>${body}</body></html>`,
})

export const inJson = (value: unknown): AnswerParts => ({
  type: 'application/json',
  body: JSON.stringify(value),
})
