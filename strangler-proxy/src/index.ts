export { ProxyError, type ProxyErrorCode } from './errors.ts'
export type { Log } from './log.ts'
export { createStranglerMiddleware, type MiddlewareOptions, type StranglerMiddleware } from './middleware.ts'
