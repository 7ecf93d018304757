import { readSystemConfig } from './config.ts'
import { DemoError } from './errors.ts'
import { startSystem, type System } from './system/start-system.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** What a reader of the terminal should know. */
export function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}

/**
 * Starts the system for a terminal and lets `work` use it. A signal stops all that was started; a fault is told on
 * stderr, and the exit code is 2 for a wrong variable, else 1.
 */
export async function runSystem(
  work: (system: System) => Promise<void> | void,
  controllerEnv: Readonly<Record<string, string>> = {},
): Promise<void> {
  // Children die with this process, so a signal while it starts needs no order.
  const dieAtOnce = (): never => process.exit(130)
  for (const signal of SIGNALS) process.on(signal, dieAtOnce)
  try {
    const system = await startSystem({ ...readSystemConfig(), controllerEnv }, tell)
    for (const signal of SIGNALS) {
      process.off(signal, dieAtOnce)
      process.once(signal, () => {
        void system.stop().finally(() => process.exit())
      })
    }
    tell(`ready ${JSON.stringify(system.ready)}`)
    await work(system)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(error instanceof DemoError && error.code === 'ERR_DEMO_CONFIG' ? 2 : 1)
  }
}
