import { expect } from 'chai'
import { problemsOf } from './plans.ts'

/** The start of a plan; `routes:` follows on line 8. */
export const head = `apiVersion: strangler/v1
kind: MigrationPlan
name: x
legacy: old
upstreams:
  old: { url: http://old:1 }
  new: { url: http://new:1 }
`

/** Expects exactly one problem, in the form that editors turn into a link. */
export function expectOnly(text: string, says: string): void {
  const problems = problemsOf(text)
  expect(problems.join('\n')).to.include(says)
  expect(problems).to.have.length(1)
  expect(problems[0]).to.match(/^plan\.yaml:\d+:\d+: [^\n]+; [^\n]+$/)
}
