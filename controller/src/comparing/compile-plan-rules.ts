import { compileRules, type CompiledRules, type Selector } from '@strangler/comparison'
import { parseSelector, type CompareRule } from '@strangler/migration-plan'

/** Rules of a plan, ready to compare by. */
export function compilePlanRules(rules: readonly CompareRule[]): CompiledRules {
  return compileRules(rules.map((rule) => ({ ...rule, at: knownSelector(rule.at) })))
}

/** Null for what is none. */
export function selectorOf(text: string): Selector | null {
  const parsed = parseSelector(text)
  return parsed.ok ? parsed.selector : null
}

/** Of a plan, which is parsed before. */
export function knownSelector(text: string): Selector {
  const selector = selectorOf(text)
  if (selector === null) throw new TypeError(`selector "${text}" is none`)
  return selector
}
