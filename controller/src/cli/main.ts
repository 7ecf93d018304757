import { runCli } from './program.ts'

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', () => process.exit(0))

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  untilStopped() {
    const stopped = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())
    return stopped.signal
  },
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
})
