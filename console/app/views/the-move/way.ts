import { html, svg, type TemplateResult } from 'lit-html'
import type { RouteStatus, Stage } from '../../api/answers-of-the-api.ts'
import { STAGES } from './progress.ts'

const WIDTH = 200
const MARGIN = 7
const MIDDLE = 9
/** Where each stage stands on the way; the ramp is the stretch between the shadow and live. */
const STOPS: Readonly<Record<Stage, number>> = { legacy: 0, shadow: 0.2, ramp: 0.2, live: 0.8, retired: 1 }

/** The way of a route from legacy to retired, and where on it the route is. */
export function way(route: RouteStatus): TemplateResult {
  const at = positionOf(route)
  const stops = STAGES.filter((stage) => stage !== 'ramp')
  return html`<svg
    class="way"
    viewBox="0 0 ${WIDTH} 18"
    role="img"
    aria-label=${`stands at ${route.stage}, ${String(route.weight)} %`}
  >
    <line class="ahead" x1=${x(0)} x2=${x(1)} y1=${MIDDLE} y2=${MIDDLE} />
    <line class="gone" x1=${x(0)} x2=${x(at)} y1=${MIDDLE} y2=${MIDDLE} />
    ${route.ramp.map((weight) =>
      weight < 100
        ? svg`<line class="tick" x1=${x(rampAt(weight))} x2=${x(rampAt(weight))} y1="6" y2="12" />`
        : null,
    )}
    ${stops.map(
      (stage) =>
        svg`<circle class=${STOPS[stage] <= at ? 'stop gone' : 'stop'} cx=${x(STOPS[stage])} cy=${MIDDLE} r="3" />`,
    )}
    <circle class=${`here ${route.hold ? 'held' : ''}`} cx=${x(at)} cy=${MIDDLE} r="5.5" />
  </svg>`
}

function positionOf({ stage, weight }: RouteStatus): number {
  return stage === 'ramp' ? rampAt(weight) : STOPS[stage]
}

function rampAt(weight: number): number {
  return STOPS.shadow + (STOPS.live - STOPS.shadow) * (weight / 100)
}

function x(share: number): number {
  return MARGIN + share * (WIDTH - 2 * MARGIN)
}
