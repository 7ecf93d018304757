/** One step of a selector: by name, by place in a list, or by an attribute of the element; null is every one. */
export type SelectorStep =
  | { readonly by: 'name'; readonly deep: boolean; readonly name: string | null }
  | { readonly by: 'index'; readonly index: number | null }
  | { readonly by: 'attribute'; readonly name: string; readonly value: string; readonly word: boolean }

/** A place in an answer, as the plan language reads it (parseSelector). Header names are in lower case. */
export type Selector =
  | { readonly in: 'header' | 'cookie'; readonly name: string }
  | { readonly in: 'body'; readonly steps: readonly SelectorStep[]; readonly attribute: string | null }

export type Scalar = string | number | boolean | null

/** One thing that two answers may differ in. It holds at the selected place and, but for names, in all below. */
export type Rule =
  | { readonly kind: 'ignore' | 'unordered'; readonly at: Selector }
  /** The pattern is a regular expression without look-around and references back, so that it takes linear time. */
  | { readonly kind: 'replace'; readonly at: Selector; readonly pattern: string; readonly with: string }
  | {
      readonly kind: 'tolerance'
      readonly at: Selector
      readonly of: 'number' | 'time'
      /** How far two numbers may be apart, or two points in time in milliseconds. */
      readonly within: number
    }
  /** What legacy has at the selector is called `to` by the candidate. */
  | { readonly kind: 'rename'; readonly at: Selector; readonly to: string }
  | { readonly kind: 'equate'; readonly at: Selector; readonly values: readonly Scalar[] }
