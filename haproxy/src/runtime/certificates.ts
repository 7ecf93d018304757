import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HaproxyError } from '../errors.ts'

/**
 * Whether a file came, went or changed in a folder of certificates since a time in unix seconds, links followed.
 * @throws HaproxyError ERR_HAPROXY_CONFIG for a folder that cannot be read.
 */
export async function certificatesChanged(folder: string, since: number): Promise<boolean> {
  try {
    const names = await readdir(folder)
    const all = await Promise.all(
      [folder, ...names.map((name) => join(folder, name))].map((file) => stat(file)),
    )
    return all.some(({ ctimeMs }) => ctimeMs >= since * 1000)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new HaproxyError('ERR_HAPROXY_CONFIG', `certificates "${folder}": ${why}; mend the folder`, {
      cause: error,
    })
  }
}
