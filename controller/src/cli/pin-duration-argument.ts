import { durationMs } from '@strangler/migration-plan'
import { CliError } from './cli-error.ts'

const LONGEST_SECONDS = 7 * 24 * 3600

/** `90s`, `30m`, `12h` in seconds, up to a week. @throws CliError */
export function parsePinDuration(text: string): number {
  const seconds = durationMs(text) / 1000
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_SECONDS) return seconds
  throw new CliError(
    'ERR_CLI_USAGE',
    `"${text}" is no duration of a pin`,
    'give 1s to 168h, like 90s, 30m or 12h',
  )
}
