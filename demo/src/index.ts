export { startChild, startChildUntil, runChild, type Child, type ChildSpec } from './child.ts'
export { freePort } from './free-port.ts'
export { repository } from './repository.ts'
