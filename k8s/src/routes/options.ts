/** A port of a Service. */
export interface ServicePort {
  readonly name: string
  readonly port: number
}

/** Where the HTTPRoutes of a table belong. */
export interface GatewayOptions {
  readonly namespace: string
  /** The Gateway that they attach to; in another namespace it must allow routes of this one. */
  readonly gateway: { readonly name: string; readonly namespace?: string; readonly sectionName?: string }
  /** Hosts of the routes for which the plan names none; left out, every host of the Gateway's listeners. */
  readonly hostnames?: readonly string[]
  /** A strangler-proxy in the same namespace, for what no Gateway can do: cohorts of users, comparing, 403 and 404. */
  readonly proxy?: ServicePort
}
