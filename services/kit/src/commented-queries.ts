import { PostgresQueryCompiler, type CompiledQuery, type QueryId, type RootOperationNode } from 'kysely'
import { currentRequestId, isSaneRequestId } from './request-id.ts'

/**
 * Compiles queries with the id of their request in a comment before them, where `pg_stat_activity` and the server's
 * log show it. Compiled, not sent: by then the pool may work for another request.
 */
export class CommentedQueries extends PostgresQueryCompiler {
  override compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
    const compiled = super.compileQuery(node, queryId)
    const id = currentRequestId()
    // SECURITY: nothing that could end the comment.
    if (id === undefined || !isSaneRequestId(id)) return compiled
    return { ...compiled, sql: `/* request_id=${id} */ ${compiled.sql}` }
  }
}
