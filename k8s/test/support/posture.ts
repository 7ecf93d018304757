import type { IContainer } from 'kubernetes-models/v1/Container'
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec'
import type { Pods } from './pods.ts'

/** What is asked of something, and what to say of it where that is not so. */
type Demands<T> = readonly (readonly [says: string, isMet: (it: T) => boolean])[]

const OF_POD: Demands<IPodSpec> = [
  [
    'may run as root',
    ({ securityContext: context }) => context?.runAsNonRoot === true && (context.runAsUser ?? 0) > 0,
  ],
  [
    'has no seccomp profile',
    ({ securityContext: context }) => context?.seccompProfile?.type === 'RuntimeDefault',
  ],
  ["shares the node's", ({ hostNetwork, hostPID, hostIPC }) => !hostNetwork && !hostPID && !hostIPC],
  ['mounts the node', ({ volumes = [] }) => volumes.every(({ hostPath }) => hostPath === undefined)],
  ['links to every Service', ({ enableServiceLinks }) => enableServiceLinks === false],
]

const OF_CONTAINER: Demands<IContainer> = [
  ['may gain privileges', ({ securityContext: context }) => context?.allowPrivilegeEscalation === false],
  ['is privileged', ({ securityContext: context }) => context?.privileged !== true],
  ['may write its root', ({ securityContext: context }) => context?.readOnlyRootFilesystem === true],
  [
    'keeps capabilities',
    ({ securityContext: context }) => context?.capabilities?.drop?.includes('ALL') === true,
  ],
  ['gains capabilities', ({ securityContext: context }) => context?.capabilities?.add === undefined],
  ['requests nothing', ({ resources }) => isBounded(resources?.requests)],
  ['has no limits', ({ resources }) => isBounded(resources?.limits)],
  ['runs whatever its image is', ({ image = '' }) => /:[^:/]+$/.test(image) && !image.endsWith(':latest')],
]

const OF_SERVER: Demands<IContainer> = [
  ['has no liveness probe', ({ livenessProbe }) => livenessProbe !== undefined],
  ['has no readiness probe', ({ readinessProbe }) => readinessProbe !== undefined],
]

/** Who may speak to the API server, where a Gateway is steered. */
const SPEAKER = 'controller'

/** What a Pod may do and should not, or lacks, a sentence each. */
export function postureFaults({ kind, name, spec, containers }: Pods): readonly string[] {
  const hasToken = spec.automountServiceAccountToken !== false
  return [
    ...unmet(OF_POD, spec),
    ...(hasToken && name !== SPEAKER ? ['gets a token of the API server'] : []),
    ...containers.flatMap((container) =>
      unmet(OF_CONTAINER, container).map((says) => `${container.name} ${says}`),
    ),
    ...(kind === 'Job' ? [] : spec.containers).flatMap((container) =>
      unmet(OF_SERVER, container).map((says) => `${container.name} ${says}`),
    ),
  ].map((fault) => `${kind} ${name} ${fault}`)
}

function unmet<T>(demands: Demands<T>, it: T): readonly string[] {
  return demands.flatMap(([says, isMet]) => (isMet(it) ? [] : [says]))
}

function isBounded(amounts: Readonly<Record<string, unknown>> | undefined): boolean {
  return amounts?.['cpu'] !== undefined && amounts['memory'] !== undefined
}
