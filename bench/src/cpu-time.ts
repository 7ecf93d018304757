import { readFile } from 'node:fs/promises'

/** Clock ticks per second in /proc: fixed in Linux's interface to programs (proc(5), sysconf(_SC_CLK_TCK)). */
const TICKS = 100
const PAGE_KB = 4

/** What a process and its children have used so far. */
export interface Usage {
  readonly cpuSeconds: number
  /** Resident now. */
  readonly residentMb: number
}

/** Usage of a process and of its children that still run (proc(5)); nothing, once they are gone. */
export async function usageOf(pid: number): Promise<Usage> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1')
    const usages = await Promise.all(
      children
        .split(' ')
        .filter(Boolean)
        .map((child) => usageOf(Number(child))),
    )
    // The name in brackets may hold anything, blanks and brackets too; numbers follow the last bracket.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [userTicks = 0, systemTicks = 0] = fields.slice(11, 13)
    return [
      { cpuSeconds: (userTicks + systemTicks) / TICKS, residentMb: ((fields[21] ?? 0) * PAGE_KB) / 1024 },
      ...usages,
    ].reduce((sum, usage) => ({
      cpuSeconds: sum.cpuSeconds + usage.cpuSeconds,
      residentMb: sum.residentMb + usage.residentMb,
    }))
  } catch {
    return { cpuSeconds: 0, residentMb: 0 }
  }
}

/** CPU seconds that all processes of the machine have used, with what the hypervisor took away (proc(5)). */
export async function machineCpuSeconds(): Promise<number> {
  const [line = ''] = (await readFile('/proc/stat', 'latin1')).split('\n')
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .split(/ +/)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + softirq + steal) / TICKS
}
