import { resolve } from 'node:path'
import type { Command } from 'commander'
import { renderEdge } from '@strangler/haproxy'
import type { RouteTable } from '@strangler/migration-plan'
import { edgeOptions } from '../../planes/edge-options.ts'
import { CliError } from '../cli-error.ts'
import { columns } from '../columns.ts'
import { makeEdgeFolder, readEdgeConfig } from '../edge-folder.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { readTable } from '../read-plan.ts'
import { remoteOptions } from '../remote-options.ts'
import { show, type Report, type Terminal } from '../terminal.ts'

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
      .description('print what a plane is driven from: haproxy (haproxy.cfg) or table (the route table)')
      .argument('<what>', 'haproxy or table')
      .argument('[file]', 'a plan as it begins; default: where the controller stands'),
  )
    .option('-d, --directory <folder>', 'haproxy: make the folder of an edge, with all that it reads')
    .addHelpText(
      'after',
      `
haproxy listens as EDGE_HOST, EDGE_PORT, EDGE_CERTIFICATES, EDGE_REDIRECT_PORT, STATS_HOST, STATS_PORT and PROXY_ADDRESS
say, as for the controller.

Examples:
  strangler plan render haproxy plan.yaml
  strangler plan render haproxy plan.yaml --directory /var/lib/strangler/edge
  strangler plan render table --json`,
    )
    .action(async (what: string, file: string | undefined, options: RenderOptions) => {
      if (what !== 'haproxy' && what !== 'table')
        throw new CliError('ERR_CLI_USAGE', `"${what}" cannot be rendered`, 'render haproxy or table')
      if (what === 'table' && options.directory !== undefined)
        throw new CliError('ERR_CLI_USAGE', 'a table needs no folder', 'leave --directory out')
      const table = await readTable(file, options, terminal)
      const report =
        what === 'table'
          ? { json: table, text: tableText(table) }
          : await edgeReport(table, options.directory, terminal)
      show(terminal, options, report)
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
