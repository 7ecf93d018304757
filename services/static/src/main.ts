import { createLogger, guardProcess, serve } from '@mythoughts/kit'
import { prepareAssets } from './assets.ts'
import { readConfig } from './config.ts'
import { createRoutes } from './routes.ts'

const config = readConfig()
const logger = createLogger({ service: 'static', level: config.logLevel, syslogUrl: config.syslogUrl })
guardProcess(logger)
const assets = await prepareAssets()

await serve({
  name: 'static',
  config,
  logger,
  public: createRoutes(assets.folder),
  close: () => assets.remove(),
})
