import { EXIT } from './exit-codes.ts'
import { runCli } from './program.ts'

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) is no fault: what follows something is over, and a verdict stays what it is.
  if (code === 'EPIPE') return void process.emit('SIGINT')
  process.stderr.write(
    `strangler: its output cannot be written: ${message}; make room, or write it elsewhere\n`,
  )
  process.exit(EXIT.environment)
})

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
