import { CliError } from './cli-error.ts'

/** The number of a version of the route table, as `--if-version` takes it. @throws CliError ERR_CLI_USAGE */
export function parseVersion(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const version = Number(text)
  if (/^\d{1,15}$/.test(text)) return version
  throw new CliError(
    'ERR_CLI_USAGE',
    `"${text}" is no version`,
    'give the number that strangler status tells',
  )
}
