import { parseEdgeConfig, parseGatewayConfig, type EdgeConfig, type Parsed } from '../config.ts'
import type { GatewayConfig } from '../planes/gateway-environment.ts'
import { CliError } from './cli-error.ts'
import type { Terminal } from './terminal.ts'

/** Where the environment has the edge listen; its faults go to stderr, one a line. @throws CliError */
export function readEdgeConfig(terminal: Terminal): EdgeConfig {
  return read(parseEdgeConfig(terminal.env), terminal)
}

/** Which Gateway the environment names; its faults go to stderr, one a line. @throws CliError */
export function readGatewayConfig(terminal: Terminal): GatewayConfig {
  return read(parseGatewayConfig(terminal.env), terminal)
}

function read<T>(parsed: Parsed<T>, terminal: Terminal): T {
  if (parsed.ok) return parsed.config
  for (const fault of parsed.faults) terminal.err(`${fault}\n`)
  const what = `environment: ${parsed.faults.length} of its variables cannot be used`
  throw new CliError('ERR_CLI_ENVIRONMENT', what, 'mend what stands above', { faults: parsed.faults })
}
