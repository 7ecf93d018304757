/** A request target in the parts that the application knows. */
export interface Target {
  /** Percent-decoded once; what is no valid escape stays as it came. */
  readonly path: string
  /** Path as it came, in latin1. */
  readonly rawPath: string
  /** From the question mark on, as it came; empty without one. */
  readonly search: string
}

/** Takes a request target apart as a WSGI server does; of an absolute one (RFC 9112, 3.2.2) the path counts. */
export function parseTarget(target: string): Target {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '')
  const question = local.indexOf('?')
  const rawPath = (question < 0 ? local : local.slice(0, question)) || '/'
  const search = question < 0 ? '' : local.slice(question)
  return { path: decodePath(rawPath), rawPath, search }
}

/** Parameters of a query or form; bytes that are not UTF-8 become U+FFFD, `+` is a blank. */
export function parseQuery(bytes: Buffer): URLSearchParams {
  // The constructor drops one leading question mark: this one, not one that belongs to a name.
  return new URLSearchParams(`?${bytes.toString('utf8')}`)
}

/** The last value of a parameter, as Django takes it; undefined without any. */
export function lastValue(parameters: URLSearchParams, name: string): string | undefined {
  return parameters.getAll(name).at(-1)
}

function decodePath(raw: string): string {
  const bytes = raw.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
