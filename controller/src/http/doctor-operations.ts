import { z } from 'zod'
import type { Controller } from '../control/controller.ts'
import { operation, type Operation } from './operation.ts'
import { emptyQuery } from './schemas.ts'

export const finding = z.object({
  about: z.string().describe('What was looked at'),
  level: z.enum(['ok', 'warn', 'fail']),
  what: z.string().describe('How it is'),
  remedy: z.string().nullable().describe('How to mend it; null where it is well'),
})

export const doctorAnswer = z.object({
  version: z.string().describe('Of the controller'),
  now: z.iso.datetime().describe('By its clock'),
  findings: z.array(finding),
})

export type DoctorAnswer = z.output<typeof doctorAnswer>

/** How everything does that the controller can see. */
export function doctorOperations(
  controller: Pick<Controller, 'examine'>,
  version: string,
): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/doctor',
      role: 'viewer',
      summary:
        'How the controller, its database, its planes and its files do, and how to mend what is not well',
      query: emptyQuery,
      body: null,
      answer: doctorAnswer,
      handle: async () => {
        const findings = await controller.examine()
        return { version, now: new Date().toISOString(), findings }
      },
    }),
  ]
}
