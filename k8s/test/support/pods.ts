import type { IContainer } from 'kubernetes-models/v1/Container'
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec'
import type { Manifest } from './manifests.ts'

/** Pods that a Deployment, StatefulSet or Job makes. */
export interface Pods {
  readonly kind: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly spec: IPodSpec
  readonly containers: readonly IContainer[]
}

const MAKERS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'Job'])

export function podsOf(manifests: readonly Manifest[]): readonly Pods[] {
  return manifests
    .filter(({ kind }) => MAKERS.has(kind))
    .map((manifest) => {
      const { template } = (manifest as unknown as { readonly spec: Templated }).spec
      const { initContainers = [], containers } = template.spec
      return {
        kind: manifest.kind,
        name: manifest.metadata.name,
        labels: template.metadata.labels,
        spec: template.spec,
        containers: [...initContainers, ...containers],
      }
    })
}

interface Templated {
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> }
    readonly spec: IPodSpec
  }
}

/** A selector, as Services (labels alone), policies and the like have it. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[]
}

export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, { labels }: Pods): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  )
}
