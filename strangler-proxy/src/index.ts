export { ProxyError, type ProxyErrorCode } from './errors.ts'
