import { AsyncLocalStorage } from 'node:async_hooks'
import { randomInt } from 'node:crypto'
import { HttpError } from '../errors.ts'

/**
 * How a dry run went: `dry-run`, as the real one would have; `lost`, it made way for real work, and its answer says
 * nothing; `broken`, a service that it called may have written for real.
 */
export type Outcome = 'dry-run' | 'lost' | 'broken'

/** One request that is served, and leaves nothing behind. */
export class DryRun {
  /** What the calls that it makes are signed with; undefined where it is refused, and makes none. */
  readonly signing: { readonly key: string; readonly expiry: number } | undefined
  /** Hears of each change of the outcome. */
  readonly #onOutcome: (outcome: Outcome) => void
  readonly #ends: (() => Promise<void>)[] = []
  #outcome: Outcome = 'dry-run'
  #ended: Promise<void> | undefined

  constructor(signing: DryRun['signing'], onOutcome: (outcome: Outcome) => void) {
    this.signing = signing
    this.#onOutcome = onOutcome
  }

  /** Throws 503 where it is over: what a handler still does then must not reach a database. */
  refuseIfOver(): void {
    if (this.#ended) throw new HttpError(503, 'dry_run_over', 'the dry run has been rolled back already')
  }

  /** Undoes something at the end. */
  atEnd(undo: () => Promise<void>): void {
    this.#ends.push(undo)
  }

  /** It gave way: whatever it answers is no comparison. What is broken stays so. */
  lose(): void {
    if (this.#outcome === 'dry-run') this.#become('lost')
  }

  /** Lets it lose and end, unless it ended by itself within these milliseconds. */
  loseAfter(ms: number): void {
    if (this.#ended) return
    const timer = setTimeout(() => {
      this.lose()
      void this.end()
    }, ms)
    this.atEnd(() => Promise.resolve(clearTimeout(timer)))
  }

  /** A service may have taken it for the real thing. */
  break(): void {
    this.#become('broken')
  }

  /** Undoes everything; from then on it reaches no database. Idempotent. */
  end(): Promise<void> {
    return (this.#ended ??= Promise.all(this.#ends.map((undo) => undo())).then(() => undefined))
  }

  #become(outcome: Outcome): void {
    this.#outcome = outcome
    this.#onOutcome(outcome)
  }
}

const storage = new AsyncLocalStorage<DryRun>()

/** The dry run that is being served; undefined in a request that counts, and outside of requests. */
export function currentDryRun(): DryRun | undefined {
  return storage.getStore()
}

/** Runs `work` and all that it starts as the dry run. */
export function withDryRun<T>(run: DryRun, work: () => T): T {
  return storage.run(run, work)
}

/** Whether nothing of this may stay: ask before anything that no database rolls back. */
export function isDryRun(): boolean {
  return storage.getStore() !== undefined
}

/** In a dry run, lets it lose: real work needs what it would use. */
export function giveWay(): void {
  storage.getStore()?.lose()
}

/**
 * In a dry run, an id for a new row; else nothing, and the sequence gives it. A sequence is not rolled back, and an id
 * guessed ahead of it would stand in a real writer's way: so a dry run takes a negative one, which no sequence gives.
 */
export function dryRunId(): { readonly id?: number } {
  return isDryRun() ? { id: randomInt(-(2 ** 31), 0) } : {}
}
