import type { CompareRule } from '../plan.ts'

/** A rule as the plan writes it, in one line. */
export function ruleText(rule: CompareRule): string {
  return JSON.stringify(writtenRule(rule))
}

/** A rule as the plan writes it. */
export function writtenRule(rule: CompareRule): object {
  switch (rule.kind) {
    case 'ignore':
      return { ignore: rule.at }
    case 'unordered':
      return { unordered: rule.at }
    case 'replace':
      return { replace: { at: rule.at, pattern: rule.pattern, with: rule.with } }
    case 'tolerance':
      return {
        tolerance:
          rule.of === 'number'
            ? { at: rule.at, numeric: rule.within }
            : { at: rule.at, time: `${rule.within}ms` },
      }
    case 'rename':
      return { rename: { at: rule.at, to: rule.to } }
    case 'equate':
      return { equate: { at: rule.at, values: rule.values } }
  }
}
