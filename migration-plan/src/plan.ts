/** What answers requests: a named origin with one or more addresses. */
export interface Upstream {
  readonly name: string
  /**
   * Origins, scheme://host:port, at least one; a port that the scheme implies is left out. Requests are spread
   * over all that are healthy.
   */
  readonly addresses: readonly string[]
  /** Path that answers below 400 while the upstream is well; null switches the check off. */
  readonly health: string | null
  /** The Host header it gets: `keep` forwards the client's, any other value replaces it. */
  readonly host: string
  /** For https addresses: whether its certificate is verified, and against which authorities (PEM file). */
  readonly tls: { readonly verify: boolean; readonly caFile: string | null }
  /** It runs shadowed writes in a transaction that is always rolled back. */
  readonly dryRun: boolean
}

/** Which requests a route claims. */
export interface Match {
  /** Lower-case host without port; null is every host. */
  readonly host: string | null
  /** `/exact`, `/with/:parameter`, or a prefix `/under/*` (which claims `/under/` and all below, not `/under`). */
  readonly path: string
  /** Upper-case methods; null is every method. */
  readonly methods: readonly string[] | null
}

/** How a route's requests are shared out: request by request, or sticky by the cohort of a user. */
export type Split =
  | { readonly by: 'request' }
  | { readonly by: 'user'; readonly key: { readonly kind: 'cookie' | 'header'; readonly name: string } }

/** In their order. */
export const PHASES = ['pilot', 'consolidation', 'final'] as const
export type Phase = (typeof PHASES)[number]

export interface Timeouts {
  readonly connectMs: number
  /** Longest silence of the upstream before and within its answer. */
  readonly responseMs: number
}

export interface Limits {
  /** Most requests of the route that one address of an upstream answers at once; null is no limit. */
  readonly connections: number | null
  /** Longest wait for a place among them; who waits longer gets 503. */
  readonly queueMs: number
}

/** What is changed in the headers of a message; names are lower case, and each is named once. */
export interface HeaderEdits {
  /** Values by name; each takes the place of what came under its name. */
  readonly set: Readonly<Record<string, string>>
  readonly remove: readonly string[]
}

/** Made last: route, side and cohort are found in the request as it came. */
export interface RouteHeaders {
  readonly request: HeaderEdits
  readonly response: HeaderEdits
}

/** One thing that two answers may differ in. `at` is a selector (parseSelector). */
export type CompareRule =
  | { readonly kind: 'ignore' | 'unordered'; readonly at: string }
  | { readonly kind: 'replace'; readonly at: string; readonly pattern: string; readonly with: string }
  /** Numbers that far apart, or points in time that many milliseconds, are the same. */
  | {
      readonly kind: 'tolerance'
      readonly at: string
      readonly of: 'number' | 'time'
      readonly within: number
    }
  /** What legacy has at the selector is called `to` by the candidate. */
  | { readonly kind: 'rename'; readonly at: string; readonly to: string }
  | { readonly kind: 'equate'; readonly at: string; readonly values: readonly PlainValue[] }

export type PlainValue = string | number | boolean | null

export interface Compare {
  /** Percent of the requests that both sides are asked, with at most two decimals; 0 where nobody can be compared. */
  readonly sample: number
  /** In the order in which they hold. */
  readonly rules: readonly CompareRule[]
  /** Selectors of what is never stored or shown, besides what never is anyway. */
  readonly redact: readonly string[]
}

/** Times of a week: on each of its days from one minute up to another. */
export interface Window {
  /** 1 is Monday, 7 is Sunday. */
  readonly days: readonly number[]
  /** Minutes since midnight, by the clock on the wall. */
  readonly from: number
  /** The first minute that is not part of it; 1440 is the end of the day. */
  readonly until: number
}

/** When steps may be made: within one of `allow`, and within none of `deny` (isOpen). */
export interface Windows {
  readonly zone: string
  readonly allow: readonly Window[]
  readonly deny: readonly Window[]
}

/** A number that a Prometheus knows, and the limit that it keeps to: one of `max` and `min`. */
export interface MetricGate {
  readonly name: string
  /** PromQL; `{{route}}` is the id of the route (metricQuery). */
  readonly query: string
  readonly max: number | null
  readonly min: number | null
}

/** What a step forward needs; null is not asked for. */
export interface Gates {
  /** Fewest comparisons since the last step; 0 where nothing is compared. */
  readonly minComparisons: number
  /** Most comparisons that may mismatch, in percent; null where nothing is compared. */
  readonly mismatch: number | null
  /** Most requests that the candidate may fail on top of legacy's share, in percent of all. */
  readonly errors: number | null
  /** Most that the candidate's 95th percentile of latency may be, as a multiple of legacy's. */
  readonly latencyP95: number | null
  readonly metrics: readonly MetricGate[]
  /** Shortest time at a weight before the next. */
  readonly bakeMs: number
  /** Whether somebody says yes to each step. */
  readonly approval: 'manual' | 'auto'
  readonly windows: Windows | null
  /** Asked before each step; any answer but 2xx holds it. */
  readonly hook: { readonly url: string; readonly timeoutMs: number } | null
}

/** What the planes need of a route's policy. */
export interface RoutePolicy {
  readonly id: string
  readonly match: Match
  /** Never public: every plane answers 403. */
  readonly deny: boolean
  /** Upstream that answers today; null where the route is new and only the candidate knows it. */
  readonly legacy: string | null
  /** Upstream that is to take over; null where nothing is planned yet. */
  readonly candidate: string | null
  readonly phase: Phase
  /** Ids of the routes that are to be live first. */
  readonly after: readonly string[]
  /** Rising weights, the last one 100. */
  readonly ramp: readonly number[]
  readonly split: Split
  readonly timeouts: Timeouts
  readonly limits: Limits
  readonly headers: RouteHeaders
  readonly compare: Compare
  /** Further attempts for a safe request whose connection failed before the first byte. */
  readonly retries: number
  /** Whether answers name route, upstream and stage in `X-Strangler-*` headers. */
  readonly expose: boolean
}

/** A route's policy: what the plan says of it, with every default filled in. */
export interface PlanRoute extends RoutePolicy {
  /** Whether the controller moves it by itself, as far as the gates let it. */
  readonly auto: boolean
  readonly gates: Gates
}

/** Tables that change their owner together. */
export interface DataSet {
  readonly id: string
  /** `table` or `schema.table`, at least one. */
  readonly tables: readonly string[]
  /** Upstream whose database has them today. */
  readonly from: string
  /** Upstream whose database is to have them. */
  readonly to: string
  /** Ids of the routes that are to be live first. */
  readonly after: readonly string[]
}

/** The move as the file describes it: policy only; where a route stands is state. */
export interface Plan {
  readonly name: string
  /** Upstream that answers everything that no route claims. */
  readonly legacy: string
  readonly upstreams: Readonly<Record<string, Upstream>>
  readonly routes: readonly PlanRoute[]
  /** The route for what `routes` do not claim: legacy answers it, asked as the plan's `defaults` say. */
  readonly unclaimed: PlanRoute
  readonly data: readonly DataSet[]
  readonly autopilot: {
    /** How many routes may be on their way by themselves at once. */
    readonly atOnce: number
  }
  readonly drain: {
    /** How long nobody may have asked legacy for anything before it counts as drained. */
    readonly periodMs: number
  }
}
