import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopOwnServer } from './database.ts'

// Whole systems that are started at the same time, by other runs of tests or by hand, keep their files apart.
const folder = mkdtempSync(join(tmpdir(), 'strangler-var-'))
process.env['VAR_FOLDER'] = join(folder, 'var')
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Mocha's root hooks: what a test file shares is stopped when the last test has run. */
export const mochaHooks = { afterAll: stopOwnServer }
