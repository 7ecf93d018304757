import { expect } from 'chai'

/** Sends a signal to one process: never to a group, nor to all, for which kill(2) takes 0 and negative numbers. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  expect(pid).to.be.above(1)
  process.kill(pid, signal)
}
