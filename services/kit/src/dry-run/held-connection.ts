import { CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely'

const SAVE = 'savepoint strangler_hold'
const RELEASE = 'release savepoint strangler_hold'
const UNDO = `rollback to savepoint strangler_hold; ${RELEASE}`

/**
 * The transaction of a dry run, held as if it were a connection of its own. A savepoint stands for what a real
 * connection would commit or lose by itself: after a statement that fails, the next holder goes on as in real work.
 */
export class HeldConnection implements DatabaseConnection {
  readonly #connection: DatabaseConnection
  readonly #leave: () => void
  #isUndone = false

  private constructor(connection: DatabaseConnection, leave: () => void) {
    this.#connection = connection
    this.#leave = leave
  }

  static async take(connection: DatabaseConnection, leave: () => void): Promise<HeldConnection> {
    try {
      await connection.executeQuery(CompiledQuery.raw(SAVE))
      return new HeldConnection(connection, leave)
    } catch (error) {
      leave()
      throw error
    }
  }

  /** Whether a statement is one by which it is held. */
  static isOwn(sql: string): boolean {
    return sql === SAVE || sql === RELEASE || sql === UNDO
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await this.#connection.executeQuery<R>(query)
    } catch (error) {
      this.#isUndone = true
      throw error
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.#connection.streamQuery<R>(query, chunkSize)
  }

  /** Whether its statements come to nothing: one failed, or the handler rolled back. */
  get isUndone(): boolean {
    return this.#isUndone
  }

  undo(): void {
    this.#isUndone = true
  }

  /** The handler went back to a savepoint of its own, from before whatever failed. */
  recover(): void {
    this.#isUndone = false
  }

  /** Hands it over to the next. */
  async release(): Promise<void> {
    await this.#connection
      .executeQuery(CompiledQuery.raw(this.#isUndone ? UNDO : RELEASE))
      // The dry run is over or lost its connection: nothing is left to release.
      .catch(() => undefined)
    this.#leave()
  }
}
