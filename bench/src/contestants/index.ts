import type { Contestant } from './contestant.ts'
import { contestant as direct } from './direct.ts'
import { contestant as edge10 } from './edge-10.ts'
import { contestant as edge1000Cohorts } from './edge-1000-cohorts.ts'
import { contestant as edge1000 } from './edge-1000.ts'
import { contestant as fastProxy } from './fast-proxy.ts'
import { contestant as fastifyHttpProxy } from './fastify-http-proxy.ts'
import { contestant as haproxy1000 } from './haproxy-1000.ts'
import { contestant as haproxyRetry } from './haproxy-retry.ts'
import { contestant as haproxy } from './haproxy.ts'
import { contestant as hpmExpress } from './hpm-express.ts'
import { contestant as hpm } from './hpm.ts'
import { contestant as nginx } from './nginx.ts'
import { contestant as stranglerProxy } from './strangler-proxy.ts'
import { contestant as undici } from './undici.ts'

/** In the order of the tables. */
export const contestants: readonly Contestant[] = [
  direct,
  haproxy,
  haproxyRetry,
  haproxy1000,
  edge10,
  edge1000,
  edge1000Cohorts,
  nginx,
  stranglerProxy,
  undici,
  fastProxy,
  fastifyHttpProxy,
  hpm,
  hpmExpress,
]
