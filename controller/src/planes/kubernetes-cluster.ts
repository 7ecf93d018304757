import {
  ApiException,
  CustomObjectsApi,
  KubeConfig,
  PatchStrategy,
  setHeaderMiddleware,
} from '@kubernetes/client-node'
import { HTTP_ROUTES, LABELS, type HttpRoute, type ReadRoute } from '@strangler/k8s'
import { z } from 'zod'

/** An HTTPRoute as the API server has it. */
export interface LiveRoute extends ReadRoute {
  readonly metadata: {
    readonly name: string
    readonly uid: string
    readonly resourceVersion: string
    readonly annotations?: Readonly<Record<string, string>>
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly spec: HttpRoute['spec']
  readonly status?: HttpRouteStatus
}

export interface HttpRouteStatus {
  readonly parents?: readonly {
    readonly conditions?: readonly {
      readonly type: string
      readonly status: string
      readonly message?: string
    }[]
  }[]
}

/** What the API server says to a request that it does not do; `status` is null where nobody answered. */
export class ClusterFault extends Error {
  readonly status: number | null

  constructor(status: number | null, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ClusterFault'
    this.status = status
  }
}

/** The HTTPRoutes of a namespace. All verbs throw ClusterFault. */
export interface Cluster {
  /** Those of a plan. */
  list: (plan: string) => Promise<readonly LiveRoute[]>
  get: (name: string) => Promise<LiveRoute | null>
  /** Server-side apply, as the field manager `strangler`. The object must not have changed since `from`. */
  apply: (route: HttpRoute, from: LiveRoute | undefined, force: boolean) => Promise<LiveRoute>
  remove: (name: string) => Promise<void>
  close: () => Promise<void>
}

const FIELD_MANAGER = 'strangler'
const ANSWER_WITHIN_MS = 3000
const OF_STRANGLER = `${LABELS.managedBy}=strangler`

const failure = z.object({ message: z.string() })

/** The cluster that a kubeconfig file names, or the one that this process runs in. */
export function connectCluster(kubeconfig: string | undefined, namespace: string): Cluster {
  const config = new KubeConfig()
  if (kubeconfig === undefined) config.loadFromCluster()
  else config.loadFromFile(kubeconfig)
  const api = config.makeApiClient(CustomObjectsApi)
  const place = { ...HTTP_ROUTES, namespace }
  const { options, close } = callOptions()

  return {
    async list(plan) {
      const labelSelector = `${OF_STRANGLER},${LABELS.plan}=${plan}`
      const answer = await told(api.listNamespacedCustomObject({ ...place, labelSelector }, options()))
      return (answer as { readonly items: readonly LiveRoute[] }).items
    },
    async get(name) {
      try {
        return (await told(api.getNamespacedCustomObject({ ...place, name }, options()))) as LiveRoute
      } catch (fault) {
        if (fault instanceof ClusterFault && fault.status === 404) return null
        throw fault
      }
    },
    async apply(route, from, force) {
      const { name } = route.metadata
      const resourceVersion = from === undefined ? {} : { resourceVersion: from.metadata.resourceVersion }
      const body = { ...route, metadata: { ...route.metadata, ...resourceVersion } }
      const request = { ...place, name, body, fieldManager: FIELD_MANAGER, fieldValidation: 'Strict', force }
      return (await told(
        api.patchNamespacedCustomObject(request, options(PatchStrategy.ServerSideApply)),
      )) as LiveRoute
    },
    async remove(name) {
      try {
        await told(api.deleteNamespacedCustomObject({ ...place, name }, options()))
      } catch (fault) {
        if (!(fault instanceof ClusterFault && fault.status === 404)) throw fault
      }
    },
    close,
  }
}

type Options = NonNullable<Parameters<CustomObjectsApi['getNamespacedCustomObject']>[1]>
type Dispatcher = NonNullable<
  ReturnType<Parameters<ReturnType<typeof setHeaderMiddleware>['pre']>[0]['getDispatcher']>
>

/** How each call is made: soon answered, and over connections that are kept. The client makes anew those of each. */
function callOptions(): {
  readonly options: (contentType?: string) => Options
  readonly close: () => Promise<void>
} {
  let kept: Dispatcher | undefined
  return {
    options(contentType) {
      const header =
        contentType === undefined
          ? setHeaderMiddleware('Accept', 'application/json')
          : setHeaderMiddleware('Content-Type', contentType)
      const pre: (typeof header)['pre'] = (context) => {
        context.setSignal(AbortSignal.timeout(ANSWER_WITHIN_MS))
        kept ??= context.getDispatcher()
        if (kept) context.setDispatcher(kept)
        return header.pre(context)
      }
      const middleware = [{ pre, post: header.post.bind(header) }]
      return { middleware, middlewareMergeStrategy: 'append' }
    },
    close: async () => kept?.destroy(),
  }
}

async function told(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call
  } catch (thrown) {
    if (!(thrown instanceof ApiException)) throw new ClusterFault(null, reasonOf(thrown), { cause: thrown })
    const parsed = failure.safeParse(bodyOf(thrown.body))
    const message = parsed.data?.message ?? 'no reason given'
    throw new ClusterFault(thrown.code, `answers ${thrown.code}: ${message}`, { cause: thrown })
  }
}

function bodyOf(body: unknown): unknown {
  if (typeof body !== 'string') return body
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** `fetch failed` says nothing; what it fails by does. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  return thrown.cause instanceof Error ? reasonOf(thrown.cause) : thrown.message || thrown.name
}
