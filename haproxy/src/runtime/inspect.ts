import { X509Certificate } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { layoutOf } from '../layout.ts'
import type { EdgeOptions } from '../options.ts'
import { askAll } from './socket.ts'

/** What is to be known of an edge beside what it serves. */
export interface EdgeInspection {
  /** Of HAProxy, such as `3.0.11`. */
  readonly version: string
  /** Files that whoever may write to steers the edge; permissions as stat has them, null where it is not there. */
  readonly sockets: readonly { readonly path: string; readonly mode: number | null }[]
  /** Until when each certificate counts; null for a file that holds none. */
  readonly certificates: readonly { readonly file: string; readonly until: Date | null }[]
}

/** @throws HaproxyError ERR_HAPROXY_UNREACHABLE; node:fs's where the folder of certificates cannot be read. */
export async function inspectEdge({
  directory,
  certificates,
}: Pick<EdgeOptions, 'directory' | 'certificates'>): Promise<EdgeInspection> {
  const { adminSocket, masterSocket } = layoutOf(directory)
  const [info = ''] = await askAll(adminSocket, ['show info'])
  const files = certificates === undefined ? [] : await pemFiles(certificates)
  return {
    version: /^Version: (\d[\d.]*)/m.exec(info)?.[1] ?? 'unknown',
    sockets: await Promise.all([adminSocket, masterSocket].map(permissionsOf)),
    certificates: await Promise.all(files.map(expiryOf)),
  }
}

async function permissionsOf(path: string): Promise<EdgeInspection['sockets'][number]> {
  const found = await stat(path).catch(() => null)
  return { path, mode: found && found.mode & 0o777 }
}

async function pemFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder)
  return names.filter((name) => !/\.(?:key|ocsp|sctl|issuer)$/.test(name)).map((name) => join(folder, name))
}

async function expiryOf(file: string): Promise<EdgeInspection['certificates'][number]> {
  try {
    return { file, until: new X509Certificate(await readFile(file)).validToDate }
  } catch {
    return { file, until: null }
  }
}
