/*
 * What the console reads of what comparing found out; GET /api/v1/openapi.json describes all of it.
 */
export type DifferenceVerdict = 'real' | 'undecided' | 'noise'

export interface RouteComparisons {
  readonly route: string
  readonly pairs: number
  readonly equal: number
  readonly mismatches: number
  /** 0 to 1. */
  readonly rate: number | null
  readonly bound: number
  readonly legacyPairs: number
  readonly signatures: Readonly<Record<DifferenceVerdict, number>>
  readonly latency: { readonly verdict: string; readonly sentence: string }
  readonly shed: Readonly<Record<string, number>>
}

export interface Comparisons {
  readonly since: string
  readonly routes: readonly RouteComparisons[]
}

export interface Sides<T> {
  readonly legacy: T
  readonly candidate: T
}

/** One way in which answers of a route differ. */
export interface RankedDifference {
  readonly signature: string
  readonly kind: string
  readonly place: string
  readonly selector: string | null
  readonly note: string | null
  readonly verdict: DifferenceVerdict
  readonly sentence: string
  readonly candidate: { readonly differing: number; readonly of: number }
  readonly values: Sides<string | null>
  readonly firstSeen: string | null
  readonly lastSeen: string | null
  /** Ids, latest first. */
  readonly examples: readonly string[]
}

export interface Differences extends RouteComparisons {
  readonly differences: readonly RankedDifference[]
  readonly more: boolean
}

export interface ExampleAnswer {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | null
  readonly truncated: boolean
  readonly durationMs: number
}

export interface Example extends Sides<ExampleAnswer> {
  readonly id: string
  readonly route: string
  readonly at: string
  readonly request: {
    readonly method: string
    readonly target: string
    readonly headers: ExampleAnswer['headers']
    readonly body: string | null
  }
  readonly differences: readonly {
    readonly kind: string
    readonly place: string
    readonly signature: string
    readonly legacy: string | null
    readonly candidate: string | null
    readonly note: string | null
  }[]
  readonly more: boolean
  readonly partial: boolean
}

/** What rules would make of the examples that are kept. */
export interface Trial {
  readonly examples: number
  readonly equal: number
  readonly differences: readonly {
    readonly signature: string
    readonly kind: string
    readonly place: string
    readonly verdict: DifferenceVerdict
  }[]
  readonly rules: readonly {
    readonly rule: string
    readonly examples: number
    readonly silences: readonly {
      readonly signature: string
      readonly kind: string
      readonly place: string
    }[]
  }[]
}

export interface Rules {
  readonly rules: readonly { readonly rule: string; readonly times: number }[]
}
