import { setTimeout as pause } from 'node:timers/promises'
import { startChildUntil, type ChildSpec } from '../child.ts'

const AGAIN_AFTER_MS = 500

/** A process that is started again whenever it ends, until it is stopped. */
export interface Supervised {
  readonly readyLine: string
  /** Of the process that runs now, or ran last. */
  pid(): number
  stop(): Promise<void>
}

/** Starts a process, waits until it is ready, and keeps it running. */
export async function supervise(
  spec: ChildSpec,
  isReady: (line: string) => boolean,
  tell: (line: string) => void,
): Promise<Supervised> {
  let stopping = false
  const isStopping = (): boolean => stopping
  let child = await startChildUntil(spec, isReady)
  const { readyLine } = child
  const watch = async (): Promise<void> => {
    for (;;) {
      const code = await child.exited
      if (isStopping()) return
      tell(`${spec.name} ended (${String(code)}) and is started again`)
      await pause(AGAIN_AFTER_MS)
      await startChildUntil(spec, isReady).then(
        (next) => (child = next),
        (error: unknown) => tell(String(error)),
      )
      // Stopped while it was coming up: then it is not to stay.
      if (isStopping()) await child.stop()
    }
  }
  void watch()
  return {
    readyLine,
    pid: () => child.pid,
    async stop() {
      stopping = true
      await child.stop()
    },
  }
}
