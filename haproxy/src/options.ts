/** Where an edge lives and listens. */
export interface EdgeOptions {
  /** Absolute path of the folder with haproxy.cfg, its maps and its sockets; at most 80 bytes. */
  readonly directory: string
  readonly host: string
  readonly port: number
  /** The statistics page lets anybody who reaches it drain servers: keep it on loopback. */
  readonly statsHost: string
  readonly statsPort: number
  /** Folder with PEM files (certificate and key in each); the edge then speaks TLS, and HTTP/2 where clients can. */
  readonly certificates?: string | undefined
  /** With certificates: a port that redirects plain requests to https. */
  readonly redirectPort?: number | undefined
  /**
   * Key that pins are signed with, 32 to 512 printable characters; without one nobody is pinned to a side. Stands in
   * haproxy.cfg, which only its owner may read.
   */
  readonly pinKey?: string | undefined
  /**
   * Address of the strangler-proxy, `host:port`: it answers the share of each route whose answers are compared. It must
   * trust this edge (its TRUSTED_PEERS). Without one the edge serves everything itself, and nothing is compared.
   */
  readonly proxy?: string | undefined
  /**
   * A syslog server that gets a line of each request too, `udp://host:port` or `tcp://host:port` (RFC 5424). Lines then
   * name upstream and stage as well. HAProxy starts only while it can resolve a name.
   */
  readonly syslogUrl?: string | undefined
}
