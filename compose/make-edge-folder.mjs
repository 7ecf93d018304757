import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

// A folder that exists is its controller's to change.
const { EDGE_DIRECTORY: folder = '', PLAN_FILE: plan = '' } = process.env
const strangler = join(import.meta.dirname, '../controller/bin/strangler.js')
if (!existsSync(join(folder, 'haproxy.cfg')))
  execFileSync(process.execPath, [strangler, 'plan', 'render', 'haproxy', plan, '--directory', folder], {
    stdio: 'inherit',
  })
