import { html, nothing, type TemplateResult } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import { routeActions } from '../../actions/route-actions.ts'
import type { Edge, PlaneServer, RouteStatus, Status } from '../../api/answers-of-the-api.ts'
import type { Desk } from '../../desk.ts'
import { actionButton } from '../../parts/action-button.ts'
import { routeOf } from '../../parts/route-of.ts'
import { count, duration } from '../../parts/words.ts'
import { addressOf } from '../../place.ts'
import { statsPageOf } from './stats-page.ts'

const EVERY_MS = 2000
/** States in which a server takes work. */
const WORKING = /^(UP|no check)/

/** What HAProxy says, in its own words, and where that is not what the table says. */
export function edgeView(desk: Desk): TemplateResult {
  const { value: status } = desk.answers.get<Status>('status')
  const { value: edge, refusal } = desk.answers.get<Edge>('edge', EVERY_MS)
  const drifts = new Set(status?.drift.map(({ route }) => route))
  return html`<h1 tabindex="-1">${headline(edge, drifts.size)}</h1>
    ${refusal && !edge ? html`<p class="notice">${refusal.message}.</p>` : nothing}
    ${edge?.planes.length === 0 ? html`<p>No HAProxy is steered: the strangler-proxy is the front door.</p>` : nothing}
    ${(edge?.planes ?? []).map(
      (plane) =>
        html`${
          plane.statsPage === null
            ? nothing
            : html`<p>
                <a href=${statsPageOf(plane.statsPage, location.hostname)} rel="noreferrer" target="_blank"
                  >HAProxy's own statistics page</a
                >
                <span class="quiet">(what you do there is seen here within 2 s, and nobody undoes it)</span>
              </p>`
        }
        ${plane.error === null ? nothing : html`<p class="notice">${plane.plane} says nothing: ${plane.error}</p>`}
        ${table(desk, plane.servers, status, drifts)}`,
    )}`
}

function headline(edge: Edge | null, drifts: number): TemplateResult | string {
  if (!edge) return 'The edge'
  const servers = edge.planes.flatMap((plane) => plane.servers)
  const out = servers.filter((server) => !WORKING.test(server.status)).length
  return html`<b>${count(servers.length, 'server')}</b>,
    ${out === 0 ? 'all take work' : html`<b>${out}</b> out of service`};
    ${drifts === 0 ? 'nothing differs from the table' : html`<b>${count(drifts, 'route')}</b> changed by hand`}`
}

function table(
  desk: Desk,
  servers: readonly PlaneServer[],
  status: Status | null,
  drifts: ReadonlySet<string>,
): TemplateResult {
  const routes = [...Map.groupBy(servers, ({ route }) => route)].toSorted(
    ([one], [other]) => Number(drifts.has(other)) - Number(drifts.has(one)),
  )
  return html`<div class="scrolls" tabindex="0" role="region" aria-label="Servers">
    <table class="servers">
      <thead>
        <tr>
          <th>Route</th>
          <th>Server</th>
          <th>State</th>
          <th class="num">Weight</th>
          <th class="num">Sessions</th>
          <th class="num">Queue</th>
          <th>Check</th>
          <th class="num">Since</th>
        </tr>
      </thead>
      ${repeat(
        routes,
        ([id]) => id,
        ([id, own]) =>
          html`<tbody class=${drifts.has(id) ? 'drifted' : ''} data-route=${id}>
            ${own.map((server, at) => row(server, at === 0))}
            ${status && drifts.has(id) ? drift(desk, routeOf(status, id), status) : nothing}
          </tbody>`,
      )}
    </table>
  </div>`
}

function row(server: PlaneServer, isFirst: boolean): TemplateResult {
  const { route, name, side, status, weight, sessions, queue, check, sinceSeconds } = server
  return html`<tr>
    <td>
      ${isFirst ? html`<a href=${addressOf(['route', route])}>${route}</a>` : html`<span class="sr">${route}</span>`}
    </td>
    <td class=${side === null ? '' : `of-${side}`}>${name}</td>
    <td class=${WORKING.test(status) ? '' : 'of-wrong'}>${status}</td>
    <td class="num">${weight}</td>
    <td class="num">${sessions}</td>
    <td class="num">${queue}</td>
    <td>${check ?? html`<span class="quiet">–</span>`}</td>
    <td class="num">${sinceSeconds === null ? '' : duration(sinceSeconds * 1000)}</td>
  </tr>`
}

function drift(desk: Desk, route: RouteStatus | undefined, status: Status): TemplateResult | typeof nothing {
  if (!route) return nothing
  const { adopt, revert } = routeActions(route, status)
  const found = status.drift.filter((each) => each.route === route.id)
  return html`<tr class="drift">
    <td></td>
    <td colspan="7">
      <b class="of-wrong">! changed by hand</b>
      ${route.hold?.why ?? found.map(({ plane, expected }) => `${plane}: the table says ${String(expected)} %`).join('; ')}
      <span class="buttons"
        >${[adopt, revert].map((action) => (action ? actionButton(desk, action) : nothing))}</span
      >
    </td>
  </tr>`
}
