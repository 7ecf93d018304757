import { parser } from '@prometheus-io/lezer-promql'

/** A selection of series in a query: by the name of the metric, and by labels. */
export interface Selector {
  readonly metric: string
  readonly labels: readonly string[]
}

/** What a query asks for, by Prometheus' own grammar. Throws for what is no PromQL. */
export function selectorsOf(query: string): readonly Selector[] {
  // Grafana puts the chosen values in its place.
  const text = query.replaceAll(/\$\w+/g, 'x')
  const selectors: { metric: string; labels: string[] }[] = []
  parser.parse(text).iterate({
    enter({ name, from, to, node }) {
      if (node.type.isError) throw new TypeError(`no PromQL at ${from}: ${query}`)
      const here = text.slice(from, to)
      if (name === 'VectorSelector') selectors.push({ metric: '', labels: [] })
      const selector = selectors.at(-1)
      if (name === 'Identifier' && selector?.metric === '') selector.metric = here
      if (name === 'LabelName' && node.parent?.name.endsWith('LabelMatcher') === true)
        selector?.labels.push(here)
    },
  })
  return selectors
}
