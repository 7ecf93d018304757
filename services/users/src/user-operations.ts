import { operation, text, type Operation } from '@mythoughts/kit'
import { z } from 'zod'
import type { CreateUser } from './create-user.ts'
import { PASSWORD_BYTES } from './password.ts'
import { USERNAME_LENGTH } from './schema.ts'

const newUser = z.object({
  username: text({ min: 1, max: USERNAME_LENGTH }),
  password: text({ min: 1 }).refine((password) => Buffer.byteLength(password) <= PASSWORD_BYTES, {
    error: `must have at most ${PASSWORD_BYTES} bytes in UTF-8: bcrypt ignores the rest`,
  }),
})

const createdUser = z.object({ id: z.int(), username: z.string(), creation: z.iso.datetime() })

export function userOperations({ createUser }: { createUser: CreateUser }): Operation[] {
  return [
    operation({
      method: 'post',
      path: '/admin/users/',
      summary: 'Add a user',
      body: newUser,
      answers: {
        201: { description: 'The user; never the password', schema: createdUser },
        409: { description: 'The name is taken' },
      },
      handle: async ({ body }) => ({ status: 201, body: await createUser(body) }),
    }),
  ]
}
