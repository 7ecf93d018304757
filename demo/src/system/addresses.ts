import type { Ports } from './ports.ts'

/** What stands at the front door. */
export type Front = 'haproxy' | 'proxy'

/** The addresses of a system that is up, as `make up` prints them. */
export interface Ready {
  /** The front door. */
  readonly edge: string
  /** Where the front door shows its figures: HAProxy's page, or the metrics of the strangler-proxy. */
  readonly stats: string
  readonly proxy: string
  readonly controller: string
  readonly legacy: string
  readonly services: Readonly<Record<'frontend' | 'users' | 'thoughts' | 'static', string>>
  /** The database of the monolith. */
  readonly database: string
}

/** The address of a port of this machine. */
export function local(port: number): string {
  return `http://127.0.0.1:${port}`
}

export function addressesOf(
  ports: Ports,
  { front, legacyUrl, database }: { front: Front; legacyUrl: string | null; database: string },
): Ready {
  const proxy = local(ports.proxy)
  return {
    edge: front === 'haproxy' ? local(ports.edge) : proxy,
    stats: front === 'haproxy' ? local(ports.stats) : `${local(ports.proxyAdmin)}/metrics`,
    proxy,
    controller: local(ports.controller),
    legacy: legacyUrl ?? local(ports.monolith),
    services: {
      frontend: local(ports.frontend),
      users: local(ports.users),
      thoughts: local(ports.thoughts),
      static: local(ports.static),
    },
    database,
  }
}

/** The ports of the services that are never public. */
export function internalOf(ports: Ports): Ready['services'] {
  return {
    frontend: local(ports.frontendInternal),
    users: local(ports.usersInternal),
    thoughts: local(ports.thoughtsInternal),
    static: local(ports.staticInternal),
  }
}

/** The variables that the plan takes its addresses from. */
export function upstreamsOf({ legacy, services }: Ready): Readonly<Record<string, string>> {
  return {
    LEGACY_URL: legacy,
    FRONTEND_URL: services.frontend,
    USERS_URL: services.users,
    THOUGHTS_URL: services.thoughts,
    STATIC_URL: services.static,
  }
}
