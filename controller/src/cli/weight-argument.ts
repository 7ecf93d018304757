import { CliError } from './cli-error.ts'

/** `50` and `50%` are the same weight. @throws CliError */
export function parseWeight(text: string): number {
  const [, digits] = /^(\d{1,3})%?$/.exec(text.trim()) ?? []
  const weight = Number(digits)
  if (digits !== undefined && weight <= 100) return weight
  throw new CliError('ERR_CLI_USAGE', `"${text}" is no weight`, 'give a whole number of percent, 0 to 100')
}
