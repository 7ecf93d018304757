import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { ControllerClient } from '../../client.ts'
import { messageOf } from '../../errors.ts'
import { step as stepSchema, type StepAnswer } from '../../http/schemas.ts'
import { walkChain } from '../../store/step-chain.ts'
import type { ChainedStep } from '../../store/step.ts'
import { CliError } from '../cli-error.ts'

/** What a walk along the audit showed. */
export interface ChainReport {
  readonly lines: number
  /** Lines at its beginning that no hash binds. */
  readonly unchained: number
  /** Hash of the last line that holds. */
  readonly head: string
  /** The first line that does not follow from those before it; null if all do. */
  readonly broken: { readonly line: number; readonly what: string } | null
}

const PART = 1000

/** The whole audit of a controller, oldest line first. */
export async function* chainOf(client: Pick<ControllerClient, 'audit'>): AsyncGenerator<StepAnswer> {
  for (let after: number | null = 0; after !== null;) {
    const part: Awaited<ReturnType<ControllerClient['audit']>> = await client.audit(after, PART)
    yield* part.steps
    after = part.next
  }
}

/** An audit that was exported. @throws CliError ERR_LOG_FILE, ERR_LOG_BROKEN for what is no line of it */
export async function* chainOfFile(file: string): AsyncGenerator<StepAnswer> {
  let line = 0
  try {
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      line += 1
      const parsed = stepSchema.safeParse(parseJson(text))
      if (!parsed.success)
        throw new CliError(
          'ERR_LOG_BROKEN',
          `line ${line} of ${file} is no line of the audit`,
          'take a whole export',
        )
      yield parsed.data
    }
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError(
      'ERR_LOG_FILE',
      `${file}: ${messageOf(error)}`,
      'name a file that strangler log --export wrote',
    )
  }
}

export async function verifyChain(steps: AsyncIterable<StepAnswer>): Promise<ChainReport> {
  const { follows, head } = walkChain()
  let [lines, unchained] = [0, 0]
  for await (const answer of steps) {
    lines += 1
    const step = chainedStep(answer)
    if (step.hash === null) unchained += 1
    if (!follows(step))
      return { lines, unchained, head: head(), broken: { line: lines, what: `${step.action} ${step.route}` } }
  }
  return { lines, unchained, head: head(), broken: null }
}

/** As it was when it was hashed. */
function chainedStep({ at, evidence, hash, ...step }: StepAnswer): ChainedStep {
  return {
    ...step,
    at: new Date(at),
    evidence: evidence === null ? null : JSON.stringify(evidence),
    hash: hash ?? null,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
