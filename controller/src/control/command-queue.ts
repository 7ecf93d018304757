import { ControllerError } from '../errors.ts'

export interface CommandQueue {
  /**
   * Runs the task when all before it are done; an urgent one goes ahead of those that wait.
   * @throws ControllerError ERR_CONTROLLER_BUSY when too many wait, ERR_CONTROLLER_STOPPING after close.
   */
  run: <T>(task: () => Promise<T>, options?: { readonly urgent?: boolean }) => Promise<T>
  /** Whether a task is under way. */
  busy: () => boolean
  /** Resolves when no task is under way. */
  idle: () => Promise<void>
  /** Refuses what waits and what comes; resolves when the task under way is done. */
  close: () => Promise<void>
}

interface Waiting {
  start: () => Promise<void>
  refuse: (error: ControllerError) => void
}

/** One thing at a time: two steps that overlapped could not both be read back. */
export function createCommandQueue(mostWaiting = 100): CommandQueue {
  const waiting: Waiting[] = []
  let working: Promise<void> | null = null
  let closed = false

  async function work(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next.start()
    working = null
  }

  return {
    run(task, { urgent = false } = {}) {
      if (closed) return Promise.reject(stopping())
      if (waiting.length >= mostWaiting && !urgent) return Promise.reject(busy(mostWaiting))
      return new Promise((resolve, reject) => {
        waiting[urgent ? 'unshift' : 'push']({
          start: () => task().then(resolve, reject),
          refuse: reject,
        })
        working ??= work()
      })
    },
    busy: () => working !== null,
    async idle() {
      await working
    },
    async close() {
      closed = true
      for (const task of waiting.splice(0)) task.refuse(stopping())
      await working
    },
  }
}

function busy(most: number): ControllerError {
  return new ControllerError(
    'ERR_CONTROLLER_BUSY',
    `controller: ${most} commands wait already`,
    'try again later',
  )
}

function stopping(): ControllerError {
  return new ControllerError(
    'ERR_CONTROLLER_STOPPING',
    'controller: it is stopping',
    'try again once it runs',
  )
}
