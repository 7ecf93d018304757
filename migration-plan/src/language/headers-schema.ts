import { z } from 'zod'
import { quote } from '../fault.ts'
import { headerFault, isHeaderValue, setHeaderFault, type HeaderFault } from './header-fault.ts'
import { refusal, refuse } from './refusal.ts'

const nameThat = (faultOf: (name: string) => HeaderFault | undefined) =>
  z.string().check((payload) => {
    const fault = faultOf(payload.value)
    if (fault)
      payload.issues.push({
        code: 'custom',
        input: payload.value,
        message: refusal(`${quote(payload.value)} ${fault.what}`, fault.remedy),
      })
  })

const edits = z.strictObject({
  set: z
    .record(
      nameThat(setHeaderFault),
      z.string().refine(isHeaderValue, {
        error: refuse(
          'is no value of a header',
          'write 1 to 1000 visible ASCII characters, with blanks only between them',
        ),
      }),
    )
    .exactOptional()
    .describe('Headers to write, by name; each takes the place of what came under its name.'),
  remove: z.array(nameThat(headerFault)).exactOptional().describe('Names of the headers to take away.'),
})

/** What is changed in the headers of a route. */
export const headers = z
  .strictObject({
    request: edits.exactOptional().describe('In requests, before an upstream gets them.'),
    response: edits.exactOptional().describe('In answers, before the client gets them.'),
  })
  .describe('Headers that are written or taken away on the way. Default: none.')

export type HeaderEditsFile = z.infer<typeof edits>
