import { durationMs } from '../language/duration.ts'
import type { MetricFile } from '../language/metrics-schema.ts'
import { GATE_DEFAULTS, type GatesFile } from '../language/gates-schema.ts'
import { HOOK_TIMEOUT, type HookFile } from '../language/hook-schema.ts'
import { NONE } from '../language/none.ts'
import { percentOf, timesOf } from '../language/percent.ts'
import { parseWindow } from '../language/window.ts'
import { ZONE, type WindowsFile } from '../language/windows-schema.ts'
import type { Gates, MetricGate, Window, Windows } from '../plan.ts'

const ALWAYS: Window = { days: [1, 2, 3, 4, 5, 6, 7], from: 0, until: 1440 }

/** What a step needs; nothing of comparisons where no answers are compared. */
export function resolveGates(written: GatesFile, compared: boolean): Gates {
  const gates = { ...GATE_DEFAULTS, ...written }
  return {
    minComparisons: compared ? gates.minComparisons : 0,
    mismatch: compared ? orNull(gates.mismatch, percentOf) : null,
    errors: orNull(gates.errors, percentOf),
    latencyP95: orNull(gates.latencyP95, timesOf),
    metrics: gates.metrics === NONE ? [] : gates.metrics.map(resolveMetric),
    bakeMs: orNull(gates.bake, durationMs) ?? 0,
    approval: gates.approval,
    windows: orNull(gates.windows, resolveWindows),
    hook: orNull(gates.hook, resolveHook),
  }
}

/** When steps may be made; a window that cannot be read is left out. */
export function resolveWindows({ zone = ZONE, allow, deny }: WindowsFile): Windows {
  return { zone, allow: allow?.flatMap(readWindow) ?? [ALWAYS], deny: deny?.flatMap(readWindow) ?? [] }
}

function readWindow(text: string): readonly Window[] {
  const parsed = parseWindow(text)
  return parsed.ok ? [parsed.window] : []
}

function resolveMetric({ name, query, max, min }: MetricFile): MetricGate {
  return { name, query, max: max ?? null, min: min ?? null }
}

function resolveHook({ url, timeout = HOOK_TIMEOUT }: HookFile): NonNullable<Gates['hook']> {
  return { url, timeoutMs: durationMs(timeout) }
}

function orNull<Written, Value>(
  written: Written | typeof NONE,
  read: (written: Exclude<Written, typeof NONE>) => Value,
): Value | null {
  return written === NONE ? null : read(written as Exclude<Written, typeof NONE>)
}
