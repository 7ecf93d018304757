import { html, nothing, type TemplateResult } from 'lit-html'
import { routeActions } from '../../actions/route-actions.ts'
import type { History, RouteStatus, Status, Steps, Traffic, Why } from '../../api/answers-of-the-api.ts'
import type { Desk } from '../../desk.ts'
import { actionButton } from '../../parts/action-button.ts'
import { routeOf } from '../../parts/route-of.ts'
import { stepTable } from '../../parts/step-table.ts'
import { ago, matchText, standing } from '../../parts/words.ts'
import { addressOf } from '../../place.ts'
import { isMoving } from '../the-move/progress.ts'
import { way } from '../the-move/way.ts'
import { charts } from './charts.ts'
import { evidence } from './evidence.ts'
import { weightSlider } from './weight-slider.ts'

const STEPS = 20
const EVERY_MS = 3000
const HISTORY_EVERY_MS = 10_000
const PERIODS = [
  ['1 hour', 3_600_000],
  ['6 hours', 21_600_000],
  ['1 day', 86_400_000],
  ['7 days', 604_800_000],
] as const

/** Everything of one route. */
export function routeView(desk: Desk): TemplateResult {
  const [, id = ''] = desk.place().path
  const { value: status } = desk.answers.get<Status>('status')
  const route = status ? routeOf(status, id) : undefined
  if (!status || !route)
    return html`<h1 tabindex="-1">${id}</h1>
      ${status ? html`<p>The plan has no such route. <a href=${addressOf([])}>All routes</a></p>` : nothing}`
  return html`<h1 tabindex="-1"><b>${id}</b> ${sentence(route)}</h1>
    <p class="subject">
      <code>${matchText(route)}</code>
      ${
        route.deny
          ? nothing
          : html`<span class="of-legacy">${route.legacy ?? 'no legacy'}</span> →
              <span class="of-candidate">${route.candidate ?? 'no candidate'}</span>`
      }
      <a href=${addressOf(['differences', id])}>Differences</a>
    </p>
    ${isMoving(route) ? html`<div class="long-way">${way(route)}</div>` : nothing}
    ${buttons(desk, route, status)}
    <div class="two">${evidence(route, whyOf(desk, route))} ${slider(desk, route, status)}</div>
    ${overTime(desk, id)}`
}

function sentence({ stage, weight, since, deny }: RouteStatus): string {
  if (deny) return 'is denied on every plane'
  const when = since === null ? '' : `, since ${ago(since).replace(' ago', '')}`
  return stage === 'ramp' || stage === 'shadow'
    ? `stands in ${stage === 'ramp' ? `the ramp at ${String(weight)} %` : 'the shadow'}${when}`
    : `is ${standing({ stage, weight })}${when}`
}

function buttons(desk: Desk, route: RouteStatus, status: Status): TemplateResult | typeof nothing {
  const { adopt, revert, advance, approve, hold, release, rollback, retire } = routeActions(route, status)
  const all = [adopt, revert, release, advance, approve, retire, hold, rollback].filter(
    (action) => action !== undefined,
  )
  const main = all.find(({ hindrance }) => hindrance === null)
  if (all.length === 0) return nothing
  return html`<p class="buttons acts">${all.map((action) => actionButton(desk, action, action === main))}</p>
    ${advance && advance.hindrance !== null ? html`<p class="quiet">It cannot advance: ${advance.hindrance}.</p>` : nothing}`
}

function whyOf({ answers }: Desk, { id, movable }: RouteStatus): Why | null {
  return movable ? answers.get<Why>(`routes/${encodeURIComponent(id)}/why`, EVERY_MS).value : null
}

function slider(desk: Desk, route: RouteStatus, status: Status): TemplateResult | typeof nothing {
  if (!route.movable || route.stage === 'retired') return nothing
  const flows = desk.flow(desk.answers.get<Traffic>('traffic', 2000))
  return weightSlider(desk, route, status, flows.get(route.id))
}

function overTime(desk: Desk, id: string): TemplateResult {
  const { answers, drafts } = desk
  const period = Number(drafts.get('period') ?? PERIODS[0][1])
  // To the minute, so that it is the same question for a while.
  const since = new Date(Math.floor((Date.now() - period) / 60_000) * 60_000).toISOString()
  const path = `routes/${encodeURIComponent(id)}/history`
  const { value, refusal } = latest<History>(desk, path, `${path}?since=${encodeURIComponent(since)}`)
  const steps =
    answers.get<Steps>(`steps?route=${encodeURIComponent(id)}&limit=${String(STEPS)}`, 10_000).value?.steps ??
    []
  const points = value?.points ?? []
  return html`<section aria-labelledby="time-title">
      <h2 id="time-title">Over time</h2>
      <p class="buttons" role="group" aria-label="Period">
        ${PERIODS.map(
          ([name, ms]) =>
            html`<button
              type="button"
              aria-pressed=${ms === period}
              @click=${() => desk.draft('period', String(ms))}
            >
              ${name}
            </button>`,
        )}
      </p>
      ${
        points.length > 0
          ? charts(points, steps)
          : html`<p class="quiet">
              ${refusal ? `No history: ${refusal.message}.` : 'Nothing is counted yet: the first minute is not over.'}
            </p>`
      }
    </section>
    <section aria-labelledby="steps-title">
      <h2 id="steps-title">Steps</h2>
      ${steps.length === 0 ? html`<p class="quiet">It never moved.</p>` : stepTable(steps, 'Latest steps')}
      <p><a href=${addressOf(['history'], { route: id })}>All of its steps</a></p>
    </section>`
}

/** The answer to a question that changes with the time; while there is none yet, the one to the question before. */
function latest<T>({ answers, drafts }: Desk, key: string, path: string): ReturnType<typeof answers.get<T>> {
  const answer = answers.get<T>(path, HISTORY_EVERY_MS)
  const before = drafts.get(key)
  if (answer.value === null && answer.refusal === null && before !== undefined) return answers.get<T>(before)
  drafts.set(key, path)
  return answer
}
