export { loadConfig, parseConfig, type Config, type ConfigFault, type Environment } from './config.ts'
export { fields } from './config-fields.ts'
export { createLogger, LOG_LEVELS, type LogFields, type Logger, type LogLevel } from './log.ts'
export { dryRunId, giveWay, isDryRun } from './dry-run/dry-run.ts'
export { redact, redactText } from './redact.ts'
export { currentRequestId, requestIdFrom, withRequestId } from './request-id.ts'
export { serve, type ServeConfig, type ServeOptions, type Service } from './serve.ts'
export { guardProcess } from './guard-process.ts'
export { nameEndpoint } from './metrics.ts'
export { renderJsonError, type RenderError } from './handle-errors.ts'
export { HttpError, ServiceUnavailable, StartError, TokenError, type FieldProblem } from './errors.ts'
export { createTokenSigner, type TokenClaims, type TokenSigner } from './token-signer.ts'
export { createTokenVerifier, type TokenVerifier, type VerifiedToken } from './token-verifier.ts'
export { requireUser, userOf } from './require-user.ts'
export {
  callService,
  type ServiceAnswer,
  type ServiceClient,
  type ServiceOptions,
  type ServiceRequest,
} from './call-service.ts'
export { requireVersion } from './require-version.ts'
export { compareVersions } from './version.ts'
export { createDatabase, type Database, type DatabaseOptions } from './database.ts'
export { isDatabaseDown } from './database-down.ts'
export { describeApi, type Api, type ApiDescription } from './api/describe-api.ts'
export { operation, type AnswerDescription, type Call, type Operation, type Reply } from './api/operation.ts'
export { rowId, text } from './api/input-fields.ts'
export { parseForm, readForm } from './api/read-form.ts'
