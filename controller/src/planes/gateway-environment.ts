import type { GatewayOptions } from '@strangler/k8s'
import { z } from 'zod'

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const GATEWAY = new RegExp(`^(?:(${LABEL})/)?(${LABEL})(?::(${LABEL}))?$`)
const SERVICE_PORT = new RegExp(`^(${LABEL}):([1-9]\\d{0,4})$`)
const NAMESPACE = new RegExp(`^${LABEL}$`)
const HOSTNAME = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`)

/** What tells which Gateway the HTTPRoutes of a table belong to. */
export const gatewayEnvironment = z.object({
  KUBERNETES_GATEWAY: z
    .string()
    .regex(GATEWAY, 'is no Gateway; use name, namespace/name or namespace/name:listener')
    .optional(),
  KUBERNETES_NAMESPACE: z.string().regex(NAMESPACE, 'is no namespace').default('default'),
  KUBERNETES_HOSTNAMES: z
    .string()
    .transform((text) => text.trim().split(/\s+/))
    .refine((names) => names.every((name) => HOSTNAME.test(name)), 'holds what is no host name')
    .default([]),
  KUBERNETES_PROXY: z.string().regex(SERVICE_PORT, 'is no port of a Service; use service:port').optional(),
  /** File that tells of the cluster; without it, the one that the process runs in. */
  KUBECONFIG: z.string().optional(),
})

export type GatewayConfig = Readonly<z.output<typeof gatewayEnvironment>>

/** Where HTTPRoutes belong, as the environment has it; null where it names no Gateway. */
export function gatewayOptions(config: GatewayConfig): GatewayOptions | null {
  if (config.KUBERNETES_GATEWAY === undefined) return null
  const [, namespace, name = '', sectionName] = GATEWAY.exec(config.KUBERNETES_GATEWAY) ?? []
  const [, service, port] = SERVICE_PORT.exec(config.KUBERNETES_PROXY ?? '') ?? []
  return {
    namespace: config.KUBERNETES_NAMESPACE,
    gateway: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(sectionName === undefined ? {} : { sectionName }),
    },
    hostnames: config.KUBERNETES_HOSTNAMES,
    ...(service === undefined ? {} : { proxy: { name: service, port: Number(port) } }),
  }
}
