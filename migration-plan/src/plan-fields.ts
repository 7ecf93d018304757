import { windowText } from './language/window.ts'
import type {
  Compare,
  DataSet,
  Gates,
  HeaderEdits,
  MetricGate,
  Plan,
  PlanRoute,
  Split,
  Upstream,
  Windows,
} from './plan.ts'

/** What is said of something, field by field as the plan writes it. What is a set is in order. */
export type Fields = Readonly<Record<string, unknown>>

export function planFields({ name, legacy, unclaimed, autopilot, drain }: Plan): Fields {
  const asked = Object.entries(askingFields(unclaimed)).map(([field, value]) => [`unclaimed ${field}`, value])
  return {
    ...{ name, legacy, 'autopilot.atOnce': autopilot.atOnce, 'drain.period': drain.periodMs },
    ...(Object.fromEntries(asked) as Fields),
  }
}

export function upstreamFields({ addresses, health, host, tls, dryRun }: Upstream): Fields {
  return {
    addresses: addresses.toSorted(),
    health,
    host,
    'tls.verify': tls.verify,
    'tls.caFile': tls.caFile,
    dryRun,
  }
}

export function routeFields({ match, split, after, ...route }: PlanRoute): Fields {
  return {
    'match.host': match.host,
    'match.path': match.path,
    'match.methods': match.methods?.toSorted() ?? null,
    deny: route.deny,
    legacy: route.legacy,
    candidate: route.candidate,
    phase: route.phase,
    after: after.toSorted(),
    ramp: route.ramp,
    split: splitWords(split),
    ...askingFields(route),
    ...compareFields(route.compare),
    auto: route.auto,
    ...gateFields(route.gates),
  }
}

export function dataFields({ tables, from, to, after }: DataSet): Fields {
  return { tables: tables.toSorted(), from, to, after: after.toSorted() }
}

/** How upstreams are asked, which also holds for what no route claims. */
function askingFields({
  timeouts,
  limits,
  headers,
  retries,
  expose,
}: Pick<PlanRoute, 'timeouts' | 'limits' | 'headers' | 'retries' | 'expose'>): Fields {
  return {
    'timeouts.connect': timeouts.connectMs,
    'timeouts.response': timeouts.responseMs,
    'limits.connections': limits.connections,
    'limits.queue': limits.queueMs,
    ...editFields('headers.request', headers.request),
    ...editFields('headers.response', headers.response),
    retries,
    expose,
  }
}

function compareFields({ sample, rules, redact }: Compare): Fields {
  return {
    'compare.sample': sample,
    'compare.rules': rules.map(({ kind, ...rule }) => `${kind} ${Object.values(rule).join(' ')}`),
    'compare.redact': redact.toSorted(),
  }
}

function gateFields({ bakeMs, windows, hook, ...gates }: Gates): Fields {
  return {
    'gates.minComparisons': gates.minComparisons,
    'gates.mismatch': gates.mismatch,
    'gates.errors': gates.errors,
    'gates.latencyP95': gates.latencyP95,
    'gates.metrics': gates.metrics.map(metricWords),
    'gates.bake': bakeMs,
    'gates.approval': gates.approval,
    'gates.windows': windows && windowsWords(windows),
    'gates.hook.url': hook?.url ?? null,
    'gates.hook.timeout': hook?.timeoutMs ?? null,
  }
}

function editFields(field: string, { set, remove }: HeaderEdits): Fields {
  const written = Object.entries(set).map(([name, value]) => `${name}: ${value}`)
  return { [`${field}.set`]: written.toSorted(), [`${field}.remove`]: remove.toSorted() }
}

function splitWords(split: Split): string {
  return split.by === 'request' ? 'by request' : `by user (${split.key.kind} ${split.key.name})`
}

function metricWords({ name, query, max, min }: MetricGate): string {
  return `${name}: ${query} ${max === null ? `>= ${min ?? 0}` : `<= ${max}`}`
}

function windowsWords({ zone, allow, deny }: Windows): string {
  const shut = deny.length === 0 ? '' : `, but not ${deny.map(windowText).join(', ')}`
  return `${allow.map(windowText).join(', ')}${shut} (${zone})`
}
