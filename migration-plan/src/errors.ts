/** What a caller of this package did wrong; bad plans are never thrown, they are problems (parsePlan). */
export class PlanError extends Error {
  readonly code: 'ERR_PLAN_WEIGHT' | 'ERR_PLAN_TABLE'

  constructor(code: PlanError['code'], message: string) {
    super(message)
    this.name = 'PlanError'
    this.code = code
  }
}
