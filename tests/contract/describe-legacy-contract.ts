import { describeCsrf } from './rows/csrf.ts'
import { describeDatabase } from './rows/database.ts'
import { describeLogin } from './rows/login.ts'
import { describePages } from './rows/pages.ts'
import { describePaths } from './rows/paths.ts'
import { describeThoughts } from './rows/thoughts.ts'
import { subjectOf, type Dialect, type Subject, type System } from './system-under-test.ts'

/** Everything that users of MyThoughts rely on, checked from outside against a running system. */
export function describeLegacyContract(title: string, system: () => System, dialect: Dialect): void {
  describe(title, () => {
    const subject = (): Subject => subjectOf(system(), dialect)
    describe('paths', () => describePaths(subject))
    describe('sessions', () => describeLogin(subject))
    describe('thoughts and search', () => describeThoughts(subject))
    describe('CSRF', () => describeCsrf(subject))
    describe('headers and pages', () => describePages(subject))
    describe('database', () => describeDatabase(subject))
  })
}
