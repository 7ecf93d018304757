/** Milliseconds of processor time that an action takes, however busy the machine is with others. */
export function cpuTime(action: () => void): number {
  const before = process.cpuUsage()
  action()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
