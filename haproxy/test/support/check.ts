import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { renderEdge, writeEdgeFiles, type EdgeFiles, type EdgeOptions } from '@strangler/haproxy'
import type { RouteTable } from '@strangler/migration-plan'

const run = promisify(execFile)

/** Options of an edge that is rendered and never started. */
export const ON_PAPER: EdgeOptions = {
  directory: '/tmp/x',
  host: '127.0.0.1',
  port: 18_080,
  statsHost: '127.0.0.1',
  statsPort: 18_404,
}

/** Renders a table into a folder and has `haproxy -c` check it; fails on a warning too. */
export async function checked(table: RouteTable, more: Partial<EdgeOptions> = {}): Promise<EdgeFiles> {
  const directory = await mkdtemp(join(tmpdir(), 'edge-'))
  try {
    const files = renderEdge(table, { ...ON_PAPER, directory, ...more })
    await writeEdgeFiles(directory, files)
    const { stdout, stderr } = await run('haproxy', ['-c', '-f', join(directory, 'haproxy.cfg')])
    if (/WARNING|ALERT/.test(stdout + stderr)) throw new Error(stdout + stderr)
    return files
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The words of each directive, taken apart as HAProxy does (configuration manual, 2.2). */
export function directives(config: string): readonly (readonly string[])[] {
  return config.split('\n').flatMap((line) => {
    const words = wordsOf(line)
    return words.length === 0 ? [] : [words]
  })
}

const WORD_OR_COMMENT = /#.*|(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\#])+/g

function wordsOf(line: string): readonly string[] {
  const rest = line.replace(WORD_OR_COMMENT, '').trim()
  if (rest !== '') throw new Error(`${rest} stays open in: ${line}`)
  return (line.match(WORD_OR_COMMENT) ?? []).filter((word) => !word.startsWith('#'))
}
