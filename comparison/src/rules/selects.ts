import { stepsTo, type Step, type Where } from '../diff/where.ts'
import type { Selector, SelectorStep } from './rule.ts'

/** Whether a place is the selected one; with `below`, whether it is that or within it. */
export function selects(selector: Selector, where: Where, below: boolean): boolean {
  if (selector.in !== 'body') return where.in === selector.in && where.name === selector.name
  if (where.in !== 'body') return false
  const attributeFits =
    selector.attribute === null ? below || where.attribute === null : where.attribute === selector.attribute
  // An attribute that is selected belongs to the element itself, to none that is within it.
  return attributeFits && fits(selector.steps, stepsTo(where.step), below && selector.attribute === null)
}

/** All places that a step leads to are kept at once, since deep steps lead to many. */
function fits(selector: readonly SelectorStep[], steps: readonly Step[], below: boolean): boolean {
  let reached: ReadonlySet<number> = new Set([0])
  for (const wanted of selector) {
    reached = new Set([...reached].flatMap((place) => nextPlaces(wanted, steps, place)))
    if (reached.size === 0) return false
  }
  return below || reached.has(steps.length)
}

/** Where one step of a selector can lead to. */
function nextPlaces(wanted: SelectorStep, steps: readonly Step[], reached: number): readonly number[] {
  const here = steps[reached - 1]
  if (wanted.by === 'attribute') return hasAttribute(here, wanted) ? [reached] : []
  if (wanted.by === 'index') {
    const next = steps[reached]
    const isItem = next?.name === null && (wanted.index === null || next.index === wanted.index)
    return [...(isNumbered(here, wanted.index) ? [reached] : []), ...(isItem ? [reached + 1] : [])]
  }
  const candidates = wanted.deep ? steps.slice(reached) : steps.slice(reached, reached + 1)
  return candidates.flatMap(({ name }, at) =>
    wanted.name === null || name === wanted.name ? [reached + at + 1] : [],
  )
}

/** Elements are numbered among the siblings of their name. */
function isNumbered(step: Step | undefined, index: number | null): boolean {
  return step !== undefined && step.elements.length > 0 && (index === null || step.index === index)
}

function hasAttribute(
  step: Step | undefined,
  { name, value, word }: Extract<SelectorStep, { by: 'attribute' }>,
): boolean {
  return (
    step?.elements.some(({ attributes }) => {
      const own = attributes.get(name)
      return word ? own?.split(/\s+/).includes(value) : own === value
    }) ?? false
  )
}
