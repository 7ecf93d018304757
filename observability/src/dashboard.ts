import { layOut, type PanelDescription } from './panel.ts'

export interface Variable {
  readonly name: string
  /** PromQL of the series whose label it takes. */
  readonly series: string
  readonly label: string
}

export interface DashboardDescription {
  /** Also the name of its file. */
  readonly uid: string
  readonly title: string
  readonly variables?: readonly Variable[]
  readonly panels: readonly PanelDescription[]
}

/** A dashboard as Grafana provisions it from a file. */
export function dashboardOf({ uid, title, variables = [], panels }: DashboardDescription): object {
  return {
    uid,
    title,
    tags: ['strangler'],
    schemaVersion: 39,
    version: 1,
    editable: false,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    templating: { list: variables.map(variableOf) },
    annotations: {
      list: [
        {
          name: 'steps',
          enable: true,
          datasource: { type: 'prometheus', uid: 'prometheus' },
          iconColor: 'blue',
          expr: 'sum by (action) (changes(strangler_steps_total[1m])) > 0',
          titleFormat: '{{action}}',
        },
      ],
    },
    panels: layOut(panels),
  }
}

function variableOf({ name, series, label }: Variable): object {
  return {
    name,
    type: 'query',
    datasource: { type: 'prometheus', uid: 'prometheus' },
    query: { query: `label_values(${series}, ${label})`, refId: name },
    includeAll: true,
    multi: true,
    refresh: 2,
    sort: 1,
    current: { text: 'All', value: '$__all' },
  }
}
