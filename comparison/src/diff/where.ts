import type { HtmlElement } from '../normalise/html-tree.ts'

/**
 * One step down into a body. Keys of JSON have a name, items of lists an index, and elements of HTML both: their index
 * is among the siblings of the same name.
 */
export interface Step {
  readonly name: string | null
  readonly index: number | null
  /** The element as legacy has it and as the candidate has it; none for JSON. */
  readonly elements: readonly HtmlElement[]
  readonly above: Step | null
}

/** A place in an answer. */
export type Where =
  | { readonly in: 'status' | 'transfer' }
  | { readonly in: 'header'; readonly name: string }
  | { readonly in: 'cookie'; readonly name: string; readonly attribute: string | null }
  | { readonly in: 'body'; readonly step: Step | null; readonly attribute: string | null }

export const BODY: Where = { in: 'body', step: null, attribute: null }

export function bodyAt(step: Step | null, attribute: string | null = null): Where {
  return { in: 'body', step, attribute }
}

export function keyStep(above: Step | null, name: string): Step {
  return { name, index: null, elements: [], above }
}

export function itemStep(above: Step | null, index: number): Step {
  return { name: null, index, elements: [], above }
}

/** `elements` are what each side has there, or the one side that has it. */
export function elementStep(above: Step | null, elements: readonly [HtmlElement, HtmlElement?]): Step {
  const [{ name, nth }] = elements
  return { name, index: nth, elements: elements.filter((element) => element !== undefined), above }
}

/** From the root down. */
export function stepsTo(step: Step | null): readonly Step[] {
  const steps: Step[] = []
  for (let at = step; at !== null; at = at.above) steps.push(at)
  return steps.reverse()
}
