import { resolve } from 'node:path'
import type { Command } from 'commander'
import { renderEdge } from '@strangler/haproxy'
import { K8sError, renderHttpRoutes, toYaml, type GatewayOptions } from '@strangler/k8s'
import type { RouteTable } from '@strangler/migration-plan'
import { edgeOptions } from '../../planes/edge-options.ts'
import { gatewayOptions } from '../../planes/gateway-environment.ts'
import { CliError } from '../cli-error.ts'
import { columns } from '../columns.ts'
import { makeEdgeFolder } from '../edge-folder.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { readEdgeConfig, readGatewayConfig } from '../read-environment.ts'
import { readTable } from '../read-plan.ts'
import { remoteOptions } from '../remote-options.ts'
import { show, warn, type Report, type Terminal } from '../terminal.ts'

interface RenderOptions extends RemoteOptions {
  readonly directory?: string
}

// Where an edge that is only looked at would live.
const ANY_DIRECTORY = '/var/lib/strangler/edge'

/** `strangler plan render`: what the planes are driven from. */
export function addRenderCommand(plan: Command, terminal: Terminal): void {
  remoteOptions(
    plan
      .command('render')
      .description(
        'print what a plane is driven from: haproxy (haproxy.cfg), k8s (HTTPRoutes) or table (the route table)',
      )
      .argument('<what>', 'haproxy, k8s or table')
      .argument('[file]', 'a plan as it begins; default: where the controller stands'),
  )
    .option('-d, --directory <folder>', 'haproxy: make the folder of an edge, with all that it reads')
    .addHelpText(
      'after',
      `
haproxy listens as EDGE_HOST, EDGE_PORT, EDGE_CERTIFICATES, EDGE_REDIRECT_PORT, STATS_HOST, STATS_PORT and PROXY_ADDRESS
say, as for the controller. k8s belongs to the Gateway that KUBERNETES_GATEWAY, KUBERNETES_NAMESPACE, KUBERNETES_HOSTNAMES
and KUBERNETES_PROXY name.

Examples:
  strangler plan render haproxy plan.yaml
  KUBERNETES_GATEWAY=public strangler plan render k8s plan.yaml | kubectl apply -f -
  strangler plan render haproxy plan.yaml --directory /var/lib/strangler/edge
  strangler plan render table --json`,
    )
    .action(async (what: string, file: string | undefined, options: RenderOptions) => {
      if (what !== 'haproxy' && what !== 'k8s' && what !== 'table')
        throw new CliError('ERR_CLI_USAGE', `"${what}" cannot be rendered`, 'render haproxy, k8s or table')
      if (what !== 'haproxy' && options.directory !== undefined)
        throw new CliError('ERR_CLI_USAGE', `${what} needs no folder`, 'leave --directory out')
      // What the environment lacks is told before anybody is asked for a table.
      const gateway = what === 'k8s' ? readGateway(terminal) : null
      const table = await readTable(file, options, terminal)
      if (gateway !== null) show(terminal, options, gatewayReport(table, gateway, terminal))
      else if (what === 'table') show(terminal, options, { json: table, text: tableText(table) })
      else show(terminal, options, await edgeReport(table, options.directory, terminal))
    })
}

async function edgeReport(
  table: RouteTable,
  directory: string | undefined,
  terminal: Terminal,
): Promise<Report> {
  const edge = readEdgeConfig(terminal)
  if (directory === undefined) {
    // SECURITY: what is printed is for reading, and goes anywhere; the key for pins does not.
    const { config } = renderEdge(table, edgeOptions(ANY_DIRECTORY, { ...edge, PIN_KEY: undefined }))
    return { json: { 'haproxy.cfg': config }, text: config.trimEnd() }
  }
  const start = await makeEdgeFolder(table, edgeOptions(resolve(terminal.cwd, directory), edge))
  const text = `wrote the edge of plan "${table.plan}", version ${table.version}; start it with\n  ${start.join(' ')}`
  return { json: { directory: resolve(terminal.cwd, directory), start }, text }
}

function readGateway(terminal: Terminal): GatewayOptions {
  const options = gatewayOptions(readGatewayConfig(terminal))
  if (options !== null) return options
  const remedy = 'name the Gateway, as name or namespace/name'
  throw new CliError('ERR_CLI_ENVIRONMENT', 'KUBERNETES_GATEWAY is not set', remedy)
}

function gatewayReport(table: RouteTable, options: GatewayOptions, terminal: Terminal): Report {
  try {
    const { routes, warnings } = renderHttpRoutes(table, options)
    warn(terminal, warnings)
    return { json: { apiVersion: 'v1', kind: 'List', items: routes }, text: toYaml(routes).trimEnd() }
  } catch (error) {
    if (!(error instanceof K8sError)) throw error
    for (const problem of error.problems) terminal.err(`${problem}\n`)
    const what = `no Gateway can serve plan "${table.plan}"`
    throw new CliError(error.code, what, 'mend what stands above', { problems: error.problems })
  }
}

function tableText(table: RouteTable): string {
  const rows = table.routes.map(({ id, match, legacy, candidate, stage, weight, deny }) => [
    id,
    [match.host ?? '', match.path, ...(match.methods ? [`(${match.methods.join(', ')})`] : [])]
      .join(' ')
      .trim(),
    legacy ?? '-',
    candidate ?? '-',
    deny ? 'denied' : stage,
    deny ? '-' : `${weight}`,
  ])
  const heading = `table of plan "${table.plan}", version ${table.version}`
  return `${heading}\n${columns(['route', 'match', 'legacy', 'candidate', 'stage', 'weight'], rows)}`
}
