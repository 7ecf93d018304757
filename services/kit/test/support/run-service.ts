import { Router, type RequestHandler } from 'express'
import { serve, type ServeOptions } from '@mythoughts/kit'
import { keepLog, type LogLine } from './log-lines.ts'

export interface RunningService extends AsyncDisposable {
  readonly url: string
  readonly internalUrl: string
  readonly lines: LogLine[]
  readonly logText: () => string
  stop(): Promise<void>
}

/** Serves `face` on free ports in this process, keeping its log. */
export async function runService(
  face: RequestHandler = Router(),
  options: Partial<Omit<ServeOptions, 'public'>> & { version?: string } = {},
): Promise<RunningService> {
  const { logger, lines, text } = keepLog()
  const { version = 'v1.0', ...rest } = options
  const config = { host: '127.0.0.1', port: 0, internalPort: 0, version, commit: 'abc123' }
  const service = await serve({ name: 'sample', config, logger, public: face, ownsProcess: false, ...rest })
  return {
    url: `http://127.0.0.1:${service.port}`,
    internalUrl: `http://127.0.0.1:${service.internalPort}`,
    lines,
    logText: text,
    stop: () => service.stop(),
    [Symbol.asyncDispose]: () => service.stop(),
  }
}
