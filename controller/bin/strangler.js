#!/usr/bin/env node
// Plain JavaScript that any Node of the last years understands: it finds a Node that runs the rest.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
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
  const child = spawn(node, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, STRANGLER_NODE_FOUND: '1' },
  })
  // Ctrl-C reaches both, and the command ends by it as it wants to; who ends a process by its id means the command.
  process.on('SIGINT', () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', ({ message }) => {
    process.stderr.write(`strangler: ${node} cannot be started (${message}); run npm install again\n`)
    process.exitCode = 1
  })
  child.on('exit', (status, signal) => (process.exitCode = status ?? 128 + constants.signals[signal]))
}

/** The Node that the project installed for itself, here or in a folder above. */
function findNode(from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const node = join(folder, 'node_modules', '.bin', 'node')
    if (existsSync(node)) return node
    if (folder === dirname(folder)) return null
  }
}
