/** Why no Gateway can serve a table: every reason, a sentence each with its remedy. */
export class K8sError extends Error {
  readonly code = 'ERR_K8S_TABLE'
  readonly problems: readonly string[]

  constructor(plan: string, problems: readonly string[]) {
    super(`table of plan "${plan}": ${problems.join('. ')}`)
    this.name = 'K8sError'
    this.problems = problems
  }
}
