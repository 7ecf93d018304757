import type { Batch, Example, LatencyPair, ShedCause } from '@strangler/comparison'
import { databaseError, type Database } from './database.ts'
import { prune } from './comparisons/prune.ts'
import {
  readLatency,
  readMinutes,
  readOutcomes,
  readOutcomesAndEver,
  readPartial,
  readRules,
  readShed,
  type Asked,
  type MinuteOutcome,
  type Outcome,
  type OutcomesAndEver,
} from './comparisons/read-counts.ts'
import {
  readExample,
  readExampleHeads,
  readSignatures,
  type ExampleHead,
  type KnownSignature,
} from './comparisons/read-examples.ts'
import { recordBatch, skipBatch, type StoreLimits } from './comparisons/record-batch.ts'

export interface ComparisonStore {
  /** Counts a batch of an instance once, however often it comes; gives whether it was new. */
  record: (instance: string, batch: Batch) => Promise<boolean>
  /** Lets a batch that cannot be counted go. */
  skip: (instance: string, number: number) => Promise<void>
  /** Deletes what is older, and adds up to hours what is older than a day. */
  prune: (before: Date, now?: Date) => Promise<void>
  outcomes: (asked: Asked) => Promise<readonly Outcome[]>
  outcomesAndEver: (asked: Asked) => Promise<OutcomesAndEver>
  /** The same of pairs with the candidate, minute by minute (hour by hour, once a day old), oldest first. */
  minutes: (asked: { readonly route: string; readonly since: Date }) => Promise<readonly MinuteOutcome[]>
  partial: (asked: Asked) => Promise<ReadonlyMap<string, number>>
  latency: (asked: Asked) => Promise<ReadonlyMap<string, readonly LatencyPair[]>>
  shed: (asked: Asked) => Promise<ReadonlyMap<string, Readonly<Partial<Record<ShedCause, number>>>>>
  rules: (asked: Required<Asked> & { readonly route: string }) => Promise<ReadonlyMap<string, number>>
  signatures: (route: string) => Promise<ReadonlyMap<string, KnownSignature>>
  exampleHeads: (asked: {
    readonly route: string
    readonly signature?: string | undefined
    readonly limit: number
  }) => Promise<readonly ExampleHead[]>
  example: (id: string) => Promise<Example | null>
}

const LIMITS: StoreLimits = {
  counts: { signatures: 1000, sets: 500, setsOfAMinute: 100 },
  examples: { perSignature: 5, count: 10_000, bytes: 200_000_000 },
}

/** Where it is kept what comparing showed. Every method throws ControllerError ERR_DATABASE_… when it cannot. */
export function createComparisonStore(db: Database, limits: StoreLimits = LIMITS): ComparisonStore {
  return {
    record: (instance, batch) => explained(recordBatch(db, instance, batch, limits)),
    skip: (instance, number) => explained(skipBatch(db, instance, number)),
    prune: (before, now = new Date()) => explained(prune(db, before, now)),
    outcomes: (asked) => explained(readOutcomes(db, asked)),
    outcomesAndEver: (asked) => explained(readOutcomesAndEver(db, asked)),
    minutes: (asked) => explained(readMinutes(db, asked)),
    partial: (asked) => explained(readPartial(db, asked)),
    latency: (asked) => explained(readLatency(db, asked)),
    shed: (asked) => explained(readShed(db, asked)),
    rules: (asked) => explained(readRules(db, asked)),
    signatures: (route) => explained(readSignatures(db, route)),
    exampleHeads: (asked) => explained(readExampleHeads(db, asked)),
    example: (id) => explained(readExample(db, id)),
  }
}

async function explained<T>(query: Promise<T>): Promise<T> {
  try {
    return await query
  } catch (thrown) {
    throw databaseError(thrown)
  }
}
