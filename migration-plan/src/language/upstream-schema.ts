import { z } from 'zod'
import { addressFault, isHostHeader } from './address.ts'
import { quote } from '../fault.ts'
import { refusal, refuse } from './refusal.ts'

/** What an upstream is where the plan does not say otherwise. */
export const UPSTREAM_DEFAULTS = {
  health: null,
  host: 'keep',
  tls: { verify: true, caFile: null },
  dryRun: false,
} as const

const noAddress = () => refusal('the list is empty', 'name at least one address')

const address = z.string().check((payload) => {
  const fault = addressFault(payload.value)
  // Only what precedes a possible password is shown.
  const shown = quote(payload.value.includes('@') ? `${payload.value.split('//')[0]}//…@…` : payload.value)
  if (fault !== undefined)
    payload.issues.push({
      code: 'custom',
      input: payload.value,
      message: refusal(`${shown} is no address: ${fault}`, 'write http://host:port or https://host:port'),
    })
})

/** An upstream as the plan writes it. */
export const upstreamFile = z
  .strictObject({
    url: z
      .union([address, z.array(address).min(1, { error: noAddress })])
      .exactOptional()
      .describe(
        'Where it answers: http://host:port or https://host:port, nothing behind it. ${NAME:-default} takes an environment variable, ${NAME} one that must be set.',
      ),
    urls: z
      .array(address)
      .min(1, { error: noAddress })
      .exactOptional()
      .describe('Several addresses, instead of url: requests are spread over those that are healthy.'),
    health: z
      .string()
      .regex(/^\/[\w.~!&()*+,;=:@/?%-]*$/, {
        error: refuse('is no path for a health check', 'write a path such as /healthz'),
      })
      .exactOptional()
      .describe('Path that answers below 400 while the upstream is well. Default: no health check.'),
    host: z
      .string()
      .refine((text) => text === 'keep' || isHostHeader(text), {
        error: refuse('is no host', 'write keep or a host name, with or without a port'),
      })
      .exactOptional()
      .describe(
        'The Host header that it gets: keep forwards the one of the client (default), a name replaces it.',
      ),
    tls: z
      .strictObject({
        verify: z.boolean().exactOptional().describe('Whether its certificate is verified. Default: true.'),
        caFile: z
          .string()
          .regex(/^[\w./@+:-]+$/, {
            error: refuse('is no plain file name', 'write a path of letters, digits and . / _ - @ + :'),
          })
          .exactOptional()
          .describe('PEM file with the authorities to trust. Default: those of the system.'),
      })
      .check(({ value, issues }) => {
        if (value.verify === false && value.caFile !== undefined)
          issues.push({
            code: 'custom',
            input: value,
            message: refusal(
              'certificates are not verified, so nobody asks the authorities of caFile',
              'remove verify: false, or caFile',
            ),
          })
      })
      .exactOptional()
      .describe('How its https addresses are trusted.'),
    dryRun: z
      .boolean()
      .exactOptional()
      .describe('It runs shadowed writes in a transaction that is always rolled back. Default: false.'),
  })
  .meta({ oneOf: [{ required: ['url'] }, { required: ['urls'] }] })

export type UpstreamFile = z.infer<typeof upstreamFile>
