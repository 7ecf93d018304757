import { createRequire } from 'node:module'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { startProcess } from './support/process.ts'

/*
 * Runs every test against one shared PostgreSQL and closes with `N passed, N failed`: first unit tests, four files at a
 * time, since most of them wait; then system tests, two at a time, which each start what they need on ports and in
 * folders of their own.
 */
interface Counts {
  readonly passes: number
  readonly failures: number
  readonly failed: readonly { readonly title: string; readonly error: string }[]
}

const require = createRequire(import.meta.url)
const mocha = require.resolve('mocha/bin/mocha.js')
const unit = ['*/test/**/*.test.ts', 'services/*/test/**/*.test.ts']
/** Takes more than half a minute each: first, or one would run alone in the end. */
const long = [
  'tests/browser/through-the-edge.test.ts',
  'tests/browser/through-the-proxy.test.ts',
  'tests/console/console.test.ts',
  'tests/walks-by-itself.test.ts',
  'tests/survives-killed-processes.test.ts',
  'tests/bad-input.test.ts',
  'tests/contract/through-the-planes.test.ts',
]
const system = new Set([...long, ...globSync('tests/**/*.test.ts', { cwd: repository }).sort()])

const server = await startProcess(
  'demo/src/postgres/main.ts',
  {},
  { until: (line) => line.startsWith('listening ') },
)
const env = { ...process.env, TEST_DATABASE_URL: server.readyLine.slice('listening '.length) }
const results: Counts[] = []
try {
  results.push(await run('unit tests', ['--parallel', '--jobs', '4', ...unit]))
  results.push(await run('system tests', ['--timeout', '120000', '--parallel', '--jobs', '2', ...system]))
} finally {
  await server.stop()
}
const passed = results.reduce((sum, { passes }) => sum + passes, 0)
const failed = results.reduce((sum, { failures }) => sum + failures, 0)
// Once more at the end: the last lines are what remains of a long log.
for (const { title, error } of results.flatMap((result) => result.failed)) {
  process.stdout.write(`failed: ${title}\n    ${error.slice(0, 1000).replaceAll('\n', '\n    ')}\n`)
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 ? 1 : 0

async function run(title: string, args: readonly string[]): Promise<Counts> {
  process.stdout.write(`\n== ${title}\n`)
  const report = join(tmpdir(), `strangler-tests-${process.pid}-${title.replace(' ', '-')}.json`)
  const reporters = [
    '--reporter',
    join(repository, 'tests/support/reporter.cjs'),
    '--reporter-option',
    `output=${report}`,
  ]
  const child = spawn(process.execPath, [mocha, '--ignore', '**/node_modules/**', ...reporters, ...args], {
    cwd: repository,
    env,
    stdio: 'inherit',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  const counts = await readFile(report, 'utf8').then(
    (text) => JSON.parse(text) as Counts,
    () => null,
  )
  await rm(report, { force: true })
  if (counts && (code === 0 || counts.failures > 0)) return counts
  // A runner that died without counting a failure failed all the same.
  const error = `the runner ended with exit code ${code}`
  return { passes: counts?.passes ?? 0, failures: 1, failed: [{ title, error }] }
}
