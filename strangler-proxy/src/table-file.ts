import { open, readFile, rename } from 'node:fs/promises'
import { parseTable, type RouteTable } from '@strangler/migration-plan'
import { messageOf, ProxyError } from './errors.ts'

const REMEDY = 'mend or remove the file, or let TABLE_FILE name another'

/** The last good table on disk, so that a proxy that starts serves although the controller is gone. */
export interface TableFile {
  /** The table; null where there is none yet. Throws ProxyError ERR_PROXY_TABLE_FILE where it cannot be read. */
  load(): Promise<RouteTable | null>
  /** Replaces the file whole or not at all. Throws ProxyError ERR_PROXY_TABLE_FILE. */
  save(table: RouteTable): Promise<void>
}

export function createTableFile(path: string): TableFile {
  const fault = (what: string, cause?: unknown): ProxyError =>
    new ProxyError('ERR_PROXY_TABLE_FILE', `TABLE_FILE ${path}: ${what}`, REMEDY, { cause })
  return {
    async load() {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (isMissing(error)) return null
        throw fault(messageOf(error), error)
      })
      if (text === null) return null
      const parsed = parseTable(parseJson(text))
      if (!parsed.ok) throw fault(`holds no table: ${parsed.reason}`)
      return parsed.table
    },
    async save(table) {
      const draft = `${path}.draft`
      try {
        const file = await open(draft, 'w', 0o600)
        try {
          await file.writeFile(JSON.stringify(table))
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(draft, path)
      } catch (error) {
        throw fault(messageOf(error), error)
      }
    },
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
