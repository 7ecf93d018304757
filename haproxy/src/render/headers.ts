import type { HeaderEdits } from '@strangler/migration-plan'
import { literal, word } from './words.ts'

/**
 * What the plan changes in the headers of a route. Ours come before it in requests, so that they are decided by the
 * request as it came, and behind it in answers, so that nothing of ours is taken away. They hold under the condition.
 */
export function headerRules(
  direction: 'http-request' | 'http-response',
  { set, remove }: HeaderEdits,
  condition = '',
): readonly string[] {
  return [
    ...remove.map((name) => `${direction} del-header ${word(name)}${condition}`),
    ...Object.entries(set).map(
      ([name, value]) => `${direction} set-header ${word(name)} ${literal(value)}${condition}`,
    ),
  ]
}
