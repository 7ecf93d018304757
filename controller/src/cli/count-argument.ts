import { CliError } from './cli-error.ts'

/** How many of something, from 0 on. @throws CliError */
export function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new CliError('ERR_CLI_USAGE', `"${text}" is no count`, 'give a whole number from 0 on')
}
