/** Addresses that mean every address of the machine. */
const ANY = new Set(['0.0.0.0', '[::]'])

/** Where a browser finds a page that listens there: on the host that the console itself came from, if it listens everywhere. */
export function statsPageOf(listening: string, host: string): string {
  const url = new URL(listening)
  if (ANY.has(url.hostname)) url.hostname = host
  return url.href
}
