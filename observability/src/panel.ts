/** How values are shown: Grafana's names of units. */
export type Unit = 'reqps' | 'percentunit' | 's' | 'short' | 'percent' | 'bytes' | 'dateTimeFromNow'

export interface Query {
  /** PromQL. */
  readonly expr: string
  /** Name of each line, with `{{label}}`. */
  readonly legend: string
}

export interface PanelDescription {
  readonly title: string
  /** What a reader should make of it. */
  readonly about: string
  readonly kind: 'timeseries' | 'stat' | 'table' | 'state-timeline'
  readonly unit: Unit
  readonly queries: readonly Query[]
  /** Columns of 24. Default is 12. */
  readonly width?: number
  /** From where on a value is shown in red. */
  readonly redFrom?: number
}

const HEIGHT = 8

/** The panels as Grafana keeps them, laid out in rows from left to right. */
export function layOut(panels: readonly PanelDescription[]): readonly object[] {
  let x = 0
  let y = 0
  return panels.map((panel, at) => {
    const width = panel.width ?? 12
    if (x + width > 24) {
      x = 0
      y += HEIGHT
    }
    const gridPos = { x, y, w: width, h: HEIGHT }
    x += width
    return panelOf(panel, at + 1, gridPos)
  })
}

function panelOf(
  { title, about, kind, unit, queries, redFrom }: PanelDescription,
  id: number,
  gridPos: object,
): object {
  const steps = [
    { color: 'green', value: null },
    ...(redFrom === undefined ? [] : [{ color: 'red', value: redFrom }]),
  ]
  return {
    id,
    title,
    description: about,
    type: kind,
    gridPos,
    datasource: { type: 'prometheus', uid: 'prometheus' },
    fieldConfig: { defaults: { unit, thresholds: { mode: 'absolute', steps } }, overrides: [] },
    options: optionsOf(kind),
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      expr,
      legendFormat: legend,
      ...(kind === 'table' ? { instant: true, format: 'table' } : {}),
    })),
  }
}

function optionsOf(kind: PanelDescription['kind']): object {
  if (kind === 'timeseries')
    return {
      legend: { displayMode: 'list', placement: 'bottom' },
      tooltip: { mode: 'multi', sort: 'desc' },
    }
  return kind === 'stat' ? { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'background' } : {}
}
