import { readSystemConfig } from './config.ts'
import { DemoError } from './errors.ts'
import { startSystem } from './system/start-system.ts'

const tell = (line: string): void => void process.stdout.write(`${line}\n`)

// Children die with this process, so a signal while it starts needs no order.
const dieAtOnce = (): never => process.exit(130)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, dieAtOnce)
try {
  const system = await startSystem(readSystemConfig(), tell)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.off(signal, dieAtOnce)
    process.once(signal, () => {
      void system.stop().finally(() => process.exit(0))
    })
  }
  tell(`ready ${JSON.stringify(system.ready)}`)
} catch (error) {
  process.stderr.write(`${error instanceof DemoError ? error.message : String(error)}\n`)
  process.exitCode = error instanceof DemoError && error.code === 'ERR_DEMO_CONFIG' ? 2 : 1
}
