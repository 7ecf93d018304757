/** Names and values as they came, in their order. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[]

/** What one upstream answered. Plain data, so that it may be handed to another thread. */
export interface Answer {
  readonly status: number
  readonly headers: HeaderPairs
  /** As it came, compressed or not. */
  readonly body: Uint8Array
  /** More of the body was to come than is here. */
  readonly truncated: boolean
  /** From the request's last byte to the answer's last byte. */
  readonly durationMs: number
  /** When the answer had come, in milliseconds since 1970. */
  readonly at: number
}

/** What both upstreams were asked. */
export interface AskedRequest {
  readonly method: string
  /** Path and query, as sent. */
  readonly target: string
  readonly headers: HeaderPairs
  readonly body: Uint8Array
}

/** One request and what each side made of it. */
export interface Pair {
  /** Id of the route that claimed the request. */
  readonly route: string
  readonly request: AskedRequest
  readonly legacy: Answer
  readonly candidate: Answer
}
