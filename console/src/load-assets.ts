import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { libraryFiles, withLibraryPaths } from './libraries.ts'
import { pageText } from './page.ts'

/** A file as it is sent. */
export interface Asset {
  readonly type: string
  readonly bytes: Buffer
  /** The same with gzip. */
  readonly packed: Buffer
  /** Another one for other bytes; to send as ETag. */
  readonly tag: string
}

const TYPES: Readonly<Record<string, string>> = {
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
}
const APP = join(import.meta.dirname, '../app')

const pack = promisify(gzip)

/**
 * Everything that a browser needs for the console, by its path below the console's own; the page itself is ''. Types are
 * taken out of the sources, so there is nothing to build. Takes about 0.3 s, once.
 */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  // Costly to load, and of no use until somebody opens the console.
  const { transformSync } = await import('amaro')
  const texts = new Map<string, string>()
  for (const file of (await readdir(APP, { recursive: true })).sort()) {
    const type = TYPES[extname(file)]
    if (type === undefined || file.endsWith('.d.ts')) continue
    const text = await readFile(join(APP, file), 'utf8')
    const path = `app/${relative('.', file).split(sep).join('/')}`
    const code = file.endsWith('.ts') ? transformSync(text, { mode: 'strip-only' }).code : text
    texts.set(path, file.endsWith('.ts') ? withLibraryPaths(path, code) : code)
  }
  for (const [path, text] of await libraryFiles()) texts.set(path, text)
  texts.set('', pageText([...texts.keys()]))
  const assets = [...texts].map(async ([path, text]) => [path, await assetOf(path, text)] as const)
  return new Map(await Promise.all(assets))
}

async function assetOf(path: string, text: string): Promise<Asset> {
  const bytes = Buffer.from(text)
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  return {
    type: TYPES[path === '' ? '.html' : extname(path)] ?? 'application/octet-stream',
    bytes,
    packed: await pack(bytes),
    tag: `"${digest}"`,
  }
}
