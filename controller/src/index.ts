export { createClient, Refusal, type ControllerClient } from './client.ts'
export type { Context } from './context-file.ts'
export { ControllerError, type ControllerErrorCode } from './errors.ts'
export type {
  PlanAnswer,
  RollbackAnswer,
  SetWeightAnswer,
  StepsAnswer,
  TrafficAnswer,
} from './http/schemas.ts'
export type { StatusAnswer } from './http/status-schemas.ts'
