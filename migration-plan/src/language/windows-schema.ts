import { z } from 'zod'
import { quote } from '../fault.ts'
import { refusal, refuse } from './refusal.ts'
import { parseWindow } from './window.ts'

/** The time zone of windows where the plan names none. */
export const ZONE = 'UTC'

const MOST_WINDOWS = 100

const window = z.string().check((payload) => {
  const parsed = parseWindow(payload.value)
  if (!parsed.ok)
    payload.issues.push({
      code: 'custom',
      input: payload.value,
      message: refusal(
        `${quote(payload.value)} is no window: ${parsed.reason}`,
        'write Mon-Thu 09:00-17:00, Fri 15:00-24:00, Sat,Sun or daily 02:00-04:00',
      ),
    })
})
const someWindows = z
  .array(window)
  .min(1, { error: () => refusal('the list is empty', 'write a window, or remove the list') })
  .max(MOST_WINDOWS, { error: () => refusal(`more than ${MOST_WINDOWS} windows are there`, 'write fewer') })

/** When steps may be made. */
export const windows = z.strictObject({
  zone: z
    .string()
    .refine(isZone, { error: refuse('is no time zone', 'write one such as UTC or Europe/Berlin') })
    .exactOptional()
    .describe('Time zone of the windows. Default: UTC.'),
  allow: someWindows.exactOptional().describe('When steps are made. Default: always.'),
  deny: someWindows.exactOptional().describe('When none are, even if they are allowed. Default: never.'),
})

export type WindowsFile = z.infer<typeof windows>

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
