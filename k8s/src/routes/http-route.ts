import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute'
import type { IHTTPRouteRule } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRouteRule'
import type { IHTTPRouteMatch } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRouteMatch'
import type { IHTTPRouteFilter } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRouteFilter'
import type { IHTTPBackendRef } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPBackendRef'

export type Rule = IHTTPRouteRule
export type RuleMatch = IHTTPRouteMatch
export type Filter = IHTTPRouteFilter
export type BackendRef = IHTTPBackendRef
export type PathMatch = NonNullable<RuleMatch['path']>
export type Method = NonNullable<RuleMatch['method']>

/** An HTTPRoute (gateway.networking.k8s.io/v1) as it is rendered. */
export interface HttpRoute {
  readonly apiVersion: IHTTPRoute['apiVersion']
  readonly kind: IHTTPRoute['kind']
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly labels: Readonly<Record<string, string>>
    readonly annotations: Readonly<Record<string, string>>
  }
  readonly spec: IHTTPRoute['spec']
}
