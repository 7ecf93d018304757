#!/usr/bin/env node
// Plain JavaScript that any Node of the last years understands: it finds a Node that runs the rest.
import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const here = dirname(realpathSync(fileURLToPath(import.meta.url)))

if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  // Halves the start. SECURITY: in the project's own folder, not in one of the machine that anybody may write to.
  module.enableCompileCache(join(here, '../../node_modules/.cache/strangler'))
  await import('../src/cli/main.ts')
} else {
  // Once only: a project whose own Node is too old as well must not start itself for ever.
  const node = process.env.STRANGLER_NODE_FOUND ? null : findNode(here)
  if (node === null) {
    process.stderr.write(
      `strangler: it needs Node ${NEEDED}, this is ${process.versions.node}; run npm install in the project, or use a newer Node\n`,
    )
    process.exit(1)
  }
  const { status, error } = spawnSync(node, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, STRANGLER_NODE_FOUND: '1' },
  })
  if (error)
    process.stderr.write(`strangler: ${node} cannot be started (${error.message}); run npm install again\n`)
  process.exit(status ?? 1)
}

/** The Node that the project installed for itself, here or in a folder above. */
function findNode(from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const node = join(folder, 'node_modules', '.bin', 'node')
    if (existsSync(node)) return node
    if (folder === dirname(folder)) return null
  }
}
