/*
 * What the console reads of the API's answers; GET /api/v1/openapi.json describes all of them. What older controllers
 * do not tell yet is optional.
 */
export type Side = 'legacy' | 'candidate'
export type Stage = 'legacy' | 'shadow' | 'ramp' | 'live' | 'retired'
export type Verdict = 'pass' | 'inconclusive' | 'fail'

export interface Standing {
  readonly stage: Stage
  readonly weight: number
}

export interface SideEvidence {
  readonly requests: number
  readonly errors: number
  readonly perSecond: number | null
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
}

export interface RouteEvidence extends Readonly<Record<Side, SideEvidence>> {
  readonly since: string | null
  readonly latencyRatio: number | null
  readonly mismatch: {
    readonly pairs: number
    readonly mismatches: number
    /** Percent. */
    readonly bound: number | null
  } | null
}

export interface Hold {
  readonly cause: 'operator' | 'drift' | 'gate'
  readonly who: string
  readonly why: string
  readonly since: string
}

export interface RouteStatus extends Standing {
  readonly id: string
  readonly match: {
    readonly host: string | null
    readonly path: string
    readonly methods: readonly string[] | null
  }
  readonly phase: 'pilot' | 'consolidation' | 'final'
  readonly after: readonly string[]
  readonly ramp: readonly number[]
  readonly deny: boolean
  readonly legacy: string | null
  readonly candidate: string | null
  readonly movable: boolean
  readonly planes: Readonly<Record<string, number | null>>
  readonly inSync: boolean
  readonly next: Standing | null
  readonly since: string | null
  readonly hold: Hold | null
  readonly approved: boolean
  readonly verdict?: Verdict | null
  readonly waitsFor?: string | null
  readonly evidence?: RouteEvidence | null
}

export interface PlaneStatus {
  readonly name: string
  readonly reachable: boolean
  readonly inSync: boolean
  readonly version: number | null
  readonly error: string | null
}

export interface Drift {
  readonly plane: string
  readonly route: string
  readonly expected: number
  readonly actual: number | null
}

export interface Status {
  readonly plan: string
  readonly version: number
  readonly role: 'leader' | 'standby' | 'cut-off'
  readonly controller: string
  readonly unrecorded: number
  readonly pause: { readonly who: string; readonly why: string | null; readonly since: string } | null
  readonly routes: readonly RouteStatus[]
  readonly planes: readonly PlaneStatus[]
  readonly drift: readonly Drift[]
}

export interface SideTraffic {
  readonly requests: number
  readonly errors5xx: number
  readonly inFlight: number
}

export interface Traffic {
  readonly routes: readonly {
    readonly id: string
    readonly planes: Readonly<Record<string, Readonly<Record<Side, SideTraffic>>>>
  }[]
}

export interface Step {
  readonly id: string
  readonly at: string
  readonly action: string
  readonly who: string
  readonly why: string | null
  readonly route: string
  readonly from: number
  readonly to: number
  readonly fromStage: Stage | null
  readonly toStage: Stage | null
  readonly version: number
  readonly evidence: Readonly<Record<string, unknown>> | null
  readonly hash?: string | null
}

export interface Steps {
  readonly steps: readonly Step[]
}

export interface Whoami {
  readonly role: 'viewer' | 'operator'
  readonly who: string
}

/** What a gate says of the next step. */
export interface Finding {
  readonly gate: string
  readonly verdict: Verdict
  readonly sentence: string
  readonly passesAt: string | null
}

export interface Why {
  readonly route: string
  readonly verdict: Verdict | null
  readonly sentence: string | null
  readonly waits: readonly { readonly on: string; readonly sentence: string }[]
  readonly findings: readonly Finding[]
  readonly evidence: RouteEvidence | null
}

export interface SidePoint {
  readonly requests: number
  readonly errors: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
}

/** What a route did in a minute, or in an hour that is long ago. */
export interface Point extends Readonly<Record<Side, SidePoint>> {
  readonly from: string
  readonly seconds: number
  readonly pairs: number | null
  readonly mismatches: number | null
}

export interface History {
  readonly route: string
  readonly points: readonly Point[]
}

/** A server of a route, in the words of its plane. */
export interface PlaneServer {
  readonly route: string
  readonly name: string
  readonly side: Side | null
  readonly status: string
  readonly weight: number
  readonly sessions: number
  readonly queue: number
  readonly check: string | null
  readonly sinceSeconds: number | null
}

export interface Edge {
  readonly planes: readonly {
    readonly plane: string
    readonly statsPage: string | null
    readonly error: string | null
    readonly servers: readonly PlaneServer[]
  }[]
}

export interface Doctor {
  readonly version: string
  readonly now: string
  readonly findings: readonly {
    readonly about: string
    readonly level: 'ok' | 'warn' | 'fail'
    readonly what: string
    readonly remedy: string | null
  }[]
}
