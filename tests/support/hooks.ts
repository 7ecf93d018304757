import { stopOwnServer } from './database.ts'

/** Mocha's root hooks: what a test file shares is stopped when the last test has run. */
export const mochaHooks = { afterAll: stopOwnServer }
