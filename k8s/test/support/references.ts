import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IService } from 'kubernetes-models/v1/Service'
import { titleOf, type Manifest } from './manifests.ts'
import { podsOf, selects, type Pods, type Selector } from './pods.ts'

/** Keys by Secret, which are made by hand and never in git. */
export type Secrets = Readonly<Record<string, readonly string[]>>

/** What a manifest refers to and is not there, a sentence each. */
export function danglingReferences(manifests: readonly Manifest[], secrets: Secrets): readonly string[] {
  const pods = podsOf(manifests)
  return [
    ...pods.flatMap((pod) => missingOfPod(pod, manifests, secrets)),
    ...servicesOf(manifests).flatMap((service) => missingOfService(service, pods)),
    ...manifests.flatMap((manifest) => missingOfSelector(manifest, pods)),
    ...missingAddresses(manifests),
  ]
}

type ConfigMap = Manifest & { readonly data?: Readonly<Record<string, string>> }

const servicesOf = (manifests: readonly Manifest[]): readonly (IService & Manifest)[] =>
  manifests.filter(({ kind }) => kind === 'Service') as unknown as readonly (IService & Manifest)[]

function missingOfPod(pod: Pods, manifests: readonly Manifest[], secrets: Secrets): readonly string[] {
  const where = `${pod.kind} ${pod.name}`
  const maps = new Map(
    (manifests.filter(({ kind }) => kind === 'ConfigMap') as readonly ConfigMap[]).map((map) => [
      map.metadata.name,
      Object.keys(map.data ?? {}),
    ]),
  )
  const account = pod.spec.serviceAccountName ?? 'default'
  const hasAccount = manifests.some(
    ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === account,
  )
  return [
    ...(hasAccount ? [] : [`${where}: there is no ServiceAccount ${account}`]),
    ...configReferences(pod).flatMap(({ kind, name, key }) => {
      const keys = kind === 'Secret' ? secrets[name] : maps.get(name)
      if (keys === undefined) return [`${where}: there is no ${kind} ${name}`]
      return key === undefined || keys.includes(key) ? [] : [`${where}: ${kind} ${name} has no key ${key}`]
    }),
  ]
}

interface ConfigReference {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  readonly key?: string
}

/** What the containers of a Pod read of ConfigMaps and Secrets. */
export function configReferences({ spec, containers }: Pods): readonly ConfigReference[] {
  const env = containers.flatMap(({ env: variables = [] }) =>
    variables.flatMap(({ valueFrom }): readonly ConfigReference[] => [
      ...(valueFrom?.secretKeyRef
        ? [
            {
              kind: 'Secret' as const,
              name: valueFrom.secretKeyRef.name ?? '',
              key: valueFrom.secretKeyRef.key,
            },
          ]
        : []),
      ...(valueFrom?.configMapKeyRef
        ? [
            {
              kind: 'ConfigMap' as const,
              name: valueFrom.configMapKeyRef.name ?? '',
              key: valueFrom.configMapKeyRef.key,
            },
          ]
        : []),
    ]),
  )
  const whole = containers.flatMap(({ envFrom = [] }) =>
    envFrom.map(({ configMapRef }) => ({ kind: 'ConfigMap' as const, name: configMapRef?.name ?? '' })),
  )
  const volumes = (spec.volumes ?? []).flatMap(({ secret, configMap }): readonly ConfigReference[] => [
    ...(secret?.items ?? []).map(({ key }) => ({
      kind: 'Secret' as const,
      name: secret?.secretName ?? '',
      key,
    })),
    ...(configMap
      ? (configMap.items ?? [undefined]).map((item) => ({
          kind: 'ConfigMap' as const,
          name: configMap.name ?? '',
          ...(item === undefined ? {} : { key: item.key }),
        }))
      : []),
  ])
  return [...env, ...whole, ...volumes]
}

function missingOfService(service: IService & Manifest, pods: readonly Pods[]): readonly string[] {
  const chosen = pods.filter((pod) => selects({ matchLabels: service.spec?.selector ?? {} }, pod))
  if (chosen.length === 0) return [`${titleOf(service)}: selects no Pod`]
  const names = new Set(chosen.flatMap(({ containers }) => portNames(containers)))
  return (service.spec?.ports ?? [])
    .filter(({ targetPort }) => !names.has(String(targetPort)))
    .map(({ targetPort }) => `${titleOf(service)}: no container has a port ${targetPort ?? ''}`)
}

function portNames(containers: Pods['containers']): readonly string[] {
  return containers.flatMap(({ ports = [] }) => ports.map(({ name = '' }) => name))
}

function missingOfSelector(manifest: Manifest, pods: readonly Pods[]): readonly string[] {
  const spec = (manifest as unknown as { readonly spec?: Readonly<Record<string, unknown>> }).spec ?? {}
  const selectors: readonly (Selector | undefined)[] =
    manifest.kind === 'NetworkPolicy'
      ? policySelectors(manifest as unknown as INetworkPolicy)
      : manifest.kind === 'PodDisruptionBudget'
        ? [spec['selector'] as Selector]
        : []
  const empty = selectors
    .filter((selector) => selector !== undefined && !pods.some((pod) => selects(selector, pod)))
    .map((selector) => `${titleOf(manifest)}: nothing is ${JSON.stringify(selector)}`)
  if (manifest.kind !== 'HorizontalPodAutoscaler') return empty
  const target = (spec['scaleTargetRef'] as { readonly name: string }).name
  return pods.some(({ kind, name }) => kind === 'Deployment' && name === target)
    ? []
    : [`${titleOf(manifest)}: there is no Deployment ${target}`]
}

function policySelectors({ spec }: INetworkPolicy): readonly (Selector | undefined)[] {
  const peers = [
    ...(spec?.ingress ?? []).flatMap(({ from = [] }) => from),
    ...(spec?.egress ?? []).flatMap(({ to = [] }) => to),
  ]
  return [spec?.podSelector, ...peers.map(({ podSelector }) => podSelector)] as readonly (
    Selector | undefined
  )[]
}

/** Addresses of Services in variables, wherever they stand. */
function missingAddresses(manifests: readonly Manifest[]): readonly string[] {
  const ports = new Set(
    servicesOf(manifests).flatMap(({ metadata, spec }) =>
      (spec?.ports ?? []).map(({ port }) => `${metadata.name}:${port}`),
    ),
  )
  return addressesIn(manifests)
    .filter(({ address }) => !ports.has(address))
    .map(({ where, address }) => `${where}: there is no Service ${address}`)
}

export function addressesIn(
  manifests: readonly Manifest[],
): readonly { readonly where: string; readonly address: string }[] {
  return manifests
    .filter(
      ({ kind, metadata }) =>
        (kind === 'ConfigMap' && !metadata.name.startsWith('plan-')) || ['Deployment'].includes(kind),
    )
    .flatMap((manifest) =>
      [...JSON.stringify(manifest).matchAll(/"(?:http:\/\/)?([a-z][a-z-]*:\d{4})"/g)].map(
        ([, address = '']) => ({
          where: titleOf(manifest),
          address,
        }),
      ),
    )
}
