/** One step from where the path has come to: by name, by place in a list, or by an attribute of an element. */
export type SelectorStep =
  | { readonly by: 'name'; readonly deep: boolean; readonly name: string | null }
  | { readonly by: 'index'; readonly index: number | null }
  | { readonly by: 'attribute'; readonly name: string; readonly value: string; readonly word: boolean }

/** A place in an answer. Names and indexes that are null stand for every one. */
export type Selector =
  | { readonly in: 'header' | 'cookie'; readonly name: string }
  | { readonly in: 'body'; readonly steps: readonly SelectorStep[]; readonly attribute: string | null }

export type ParsedSelector =
  { readonly ok: true; readonly selector: Selector } | { readonly ok: false; readonly reason: string }
