export { createClient, Refusal, type ControllerClient } from './client.ts'
export type { Context } from './context-file.ts'
export { ControllerError, type ControllerErrorCode } from './errors.ts'
export type {
  PlanAnswer,
  RollbackAnswer,
  SetWeightAnswer,
  StatusAnswer,
  StepsAnswer,
  TrafficAnswer,
} from './http/schemas.ts'
