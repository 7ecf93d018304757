import { nothing } from 'lit-html'
import { AsyncDirective } from 'lit-html/async-directive.js'
import { directive, type ElementPart } from 'lit-html/directive.js'
import uPlot from 'uplot'

/** A line of a chart. */
export interface Line {
  readonly label: string
  /** Name of a colour of the style sheets. */
  readonly colour: '--legacy' | '--candidate' | '--wrong'
  /** Dashes and their gaps. Default: none. */
  readonly dash?: readonly number[]
  readonly values: readonly (number | null)[]
}

/** Something that happened, to be marked on the axis. */
export interface Mark {
  /** Unix seconds. */
  readonly at: number
  readonly label: string
}

export interface ChartSpec {
  /** Unix seconds, rising. */
  readonly times: readonly number[]
  readonly lines: readonly Line[]
  readonly marks: readonly Mark[]
  readonly unit: string
}

const HEIGHT = 170
const SHORTEST_SECONDS = 600
const LONG_SECONDS = 2 * 86_400

class Chart extends AsyncDirective {
  #plot: uPlot | null = null
  #shape = ''
  #marks: readonly Mark[] = []
  #observer: ResizeObserver | null = null

  render({ marks }: ChartSpec): unknown {
    this.#marks = marks
    return nothing
  }

  override update(part: ElementPart, [spec]: [ChartSpec]): unknown {
    this.render(spec)
    const element = part.element as HTMLElement
    const data = [spec.times, ...spec.lines.map(({ values }) => values)] as uPlot.AlignedData
    // Colours are drawn, so another theme is another chart.
    const shape = `${spec.lines.map(({ label }) => label).join()} ${colourOf('--ink')}`
    if (this.#plot && shape === this.#shape) this.#plot.setData(data)
    else this.#draw(element, spec, data)
    this.#shape = shape
    return nothing
  }

  override disconnected(): void {
    this.#observer?.disconnect()
    this.#plot?.destroy()
    this.#plot = null
  }

  #draw(element: HTMLElement, spec: ChartSpec, data: uPlot.AlignedData): void {
    this.disconnected()
    const options = optionsOf(element, spec, (plot) => drawMarks(plot, this.#marks, colourOf('--quiet')))
    const plot = new uPlot(options, data, element)
    this.#plot = plot
    this.#observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }))
    this.#observer.observe(element)
  }
}

/** Draws a chart into an element, and keeps it up to date. */
export const chart = directive(Chart)

function optionsOf(
  element: HTMLElement,
  { lines, unit }: ChartSpec,
  draw: (plot: uPlot) => void,
): uPlot.Options {
  const [ink, grid] = [colourOf('--quiet'), colourOf('--line')]
  const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } }
  return {
    width: element.clientWidth || 600,
    height: HEIGHT,
    cursor: { drag: { x: true, y: false }, points: { size: 6 } },
    scales: {
      x: { range: (_plot, from, to) => [Math.min(from, to - SHORTEST_SECONDS), to] },
      // Of nothing, and of shares, there is to be seen that it is little.
      y: { range: (_plot, _low, high) => [0, Math.max(high * 1.1, 1)] },
    },
    axes: [
      { ...axis, values: (_plot, ticks) => ticks.map(timeOf) },
      {
        ...axis,
        size: 56,
        values: (_plot, ticks) => ticks.map((tick) => `${String(+tick.toPrecision(3))}${unit}`),
      },
    ],
    series: [
      { label: 'time', value: (_plot, at) => momentOf(at) },
      ...lines.map(({ label, colour, dash }) => ({
        label,
        stroke: colourOf(colour),
        width: 1.6,
        ...(dash ? { dash: [...dash] } : {}),
        points: { show: false },
        spanGaps: false,
        value: (_plot: uPlot, value: number | null) =>
          value === null ? '–' : `${String(+value.toPrecision(3))}${unit}`,
      })),
    ],
    hooks: { draw: [draw] },
  }
}

function momentOf(at: number | null): string {
  return at === null
    ? '–'
    : new Date(at * 1000).toLocaleString('en-GB', { dateStyle: 'short', timeStyle: 'short' })
}

/** Of an axis of days the day, of a shorter one the time of the day. */
function timeOf(tick: number, _at: number, ticks: readonly number[]): string {
  const date = new Date(tick * 1000)
  const isLong = (ticks.at(-1) ?? 0) - (ticks[0] ?? 0) > LONG_SECONDS
  return isLong
    ? date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
    : date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
}

function drawMarks(plot: uPlot, marks: readonly Mark[], colour: string): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.strokeStyle = colour
  ctx.fillStyle = colour
  ctx.font = `${String(Math.round(11 * devicePixelRatio))}px system-ui, sans-serif`
  ctx.setLineDash([3, 3])
  let free = -Infinity
  for (const { at, label } of marks) {
    const x = Math.round(plot.valToPos(at, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    // Labels that would lie on each other are left out; the list of steps has them all.
    if (x < free) continue
    const [gap, width] = [3 * devicePixelRatio, ctx.measureText(label).width]
    const isAtTheEnd = x + gap + width > bbox.left + bbox.width
    ctx.textAlign = isAtTheEnd ? 'right' : 'left'
    ctx.fillText(label, isAtTheEnd ? x - gap : x + gap, bbox.top + 11 * devicePixelRatio)
    free = x + width + 8 * devicePixelRatio
  }
  ctx.restore()
}

/** Of the whole page: an element that is not in it yet has none. */
function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}
