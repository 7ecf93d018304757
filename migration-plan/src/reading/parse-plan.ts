import { readDraft } from './draft.ts'
import { substituteAddresses, type Environment } from './environment.ts'
import { placeName, type Fault } from '../fault.ts'
import type { Plan } from '../plan.ts'
import { oversize } from './oversize.ts'
import type { Locate } from './positions.ts'
import type { Problem } from '../problem.ts'
import { resolvePlan } from './resolve-plan.ts'
import { ruleFaults } from '../rules/rules.ts'
import { planFile } from '../language/schema.ts'
import { shapeFaults } from './shape-faults.ts'
import { readYaml } from './yaml-text.ts'

export type ParsedPlan =
  { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly problems: readonly Problem[] }

export interface ParseOptions {
  /** Name that problems carry. Default: plan.yaml. */
  readonly file?: string
  /** What `${NAME}` and `${NAME:-default}` in upstream addresses are taken from. Default: nothing. */
  readonly env?: Environment
}

/** Reads a plan; gives it, or every problem that it has in the order of the text. Never throws, whatever the text. */
export function parsePlan(text: string, { file = 'plan.yaml', env = {} }: ParseOptions = {}): ParsedPlan {
  const { findings, content } = readYaml(text)
  const { plan, problems } = content
    ? readPlan(content.data, content.locate, env)
    : { plan: undefined, problems: [] }
  if (plan && findings.length === 0) return { ok: true, plan }
  const all = [...findings, ...problems].map((problem) => ({ file, ...problem }))
  return { ok: false, problems: all.sort((one, other) => one.line - other.line || one.column - other.column) }
}

function readPlan(
  written: unknown,
  locate: Locate,
  env: Environment,
): { plan: Plan | undefined; problems: readonly Omit<Problem, 'file'>[] } {
  const { data, faults: missing } = substituteAddresses(written, env)
  const parsed = planFile.safeParse(data)
  const shape = parsed.success ? [] : parsed.error.issues.flatMap((issue) => shapeFaults(issue, data))
  const unset = new Set(missing.map(({ path }) => path.slice(0, 3).join()))
  const tooMuch = oversize(data)
  const faults = [
    ...missing,
    // An address whose variable is not set is told of once.
    ...shape.filter(({ path }) => !unset.has(path.slice(0, 3).join())),
    ...(tooMuch ? [tooMuch] : ruleFaults(readDraft(data))),
  ]
  return {
    plan: parsed.success && faults.length === 0 ? resolvePlan(parsed.data) : undefined,
    problems: faults.map((fault) => describe(fault, data, locate)),
  }
}

function describe(fault: Fault, data: unknown, locate: Locate): Omit<Problem, 'file'> {
  const { path, atKey = false, what, remedy } = fault
  const owner = placeName(atKey ? path.slice(0, -1) : path, data)
  return { ...locate(path, atKey), what: `${owner}: ${what}`, remedy }
}
