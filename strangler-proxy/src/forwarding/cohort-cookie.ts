import { COHORT_COOKIE } from '@strangler/migration-plan'

/** The Set-Cookie that gives a new user their key, for a year; null for who needs none. */
export function cohortCookie(newUser: string | null): string | null {
  return newUser === null
    ? null
    : `${COHORT_COOKIE}=${newUser}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`
}
