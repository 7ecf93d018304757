import type { TrafficWindow } from '../store/traffic-store.ts'

/** Windows that wait for the database, the latest state of each. */
export interface Drawer {
  readonly put: (window: TrafficWindow) => void
  readonly empty: (write: (windows: readonly TrafficWindow[]) => Promise<void>) => Promise<void>
}

/** Where too many wait, the oldest are let go. */
export function createDrawer(most = 10_000): Drawer {
  const waiting = new Map<string, TrafficWindow>()
  return {
    put(window) {
      waiting.set(`${window.route} ${window.at.getTime()}`, window)
      const [oldest] = waiting.keys()
      if (waiting.size > most && oldest !== undefined) waiting.delete(oldest)
    },
    async empty(write) {
      const windows = [...waiting]
      await write(windows.map(([, window]) => window))
      // What grew meanwhile is written again.
      for (const [key, window] of windows) if (waiting.get(key) === window) waiting.delete(key)
    },
  }
}
