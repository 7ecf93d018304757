import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { Manifest } from './manifests.ts'
import { selects, type Pods, type Selector } from './pods.ts'

interface Rule {
  readonly ports?: readonly { readonly port?: number | string }[]
  readonly peers:
    readonly { readonly podSelector?: Selector; readonly namespaceSelector?: object }[] | undefined
}

/** Whether the NetworkPolicies of a namespace let Pods open a port of others: both sides must let them. */
export function isLet(manifests: readonly Manifest[], from: Pods, to: Pods, port: number): boolean {
  const policies = manifests.filter(
    ({ kind }) => kind === 'NetworkPolicy',
  ) as unknown as readonly INetworkPolicy[]
  const own = (pod: Pods, type: 'Ingress' | 'Egress'): readonly INetworkPolicy[] =>
    policies.filter(
      ({ spec }) =>
        selects((spec?.podSelector ?? {}) as Selector, pod) && spec?.policyTypes?.includes(type) === true,
    )
  const out = own(from, 'Egress').flatMap(({ spec }) =>
    (spec?.egress ?? []).map((rule) => ({ ...rule, peers: rule.to })),
  )
  const into = own(to, 'Ingress').flatMap(({ spec }) =>
    (spec?.ingress ?? []).map((rule) => ({ ...rule, peers: rule.from })),
  )
  return allow(out as readonly Rule[], to, port) && allow(into as readonly Rule[], from, port)
}

function allow(rules: readonly Rule[], other: Pods, port: number): boolean {
  return rules.some(
    ({ ports, peers }) =>
      (ports === undefined || ports.some((each) => each.port === port)) &&
      (peers === undefined ||
        peers.some(
          ({ podSelector, namespaceSelector }) =>
            namespaceSelector === undefined && podSelector !== undefined && selects(podSelector, other),
        )),
  )
}
