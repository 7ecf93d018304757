import { html, nothing, type TemplateResult } from 'lit-html'
import type { Doctor, PlaneStatus, Status } from '../../api/answers-of-the-api.ts'
import type { Desk } from '../../desk.ts'
import { ago, count } from '../../parts/words.ts'

const EVERY_MS = 10_000
const LEVELS = ['fail', 'warn', 'ok'] as const
const MARKS = { ok: '✓ ok', warn: '! warn', fail: '✗ fails' } as const
const ROLES = {
  leader: 'leads',
  standby: 'is on standby: another one leads',
  'cut-off': 'is cut off from the database: rolling back, holding and pausing work',
} as const

/** How everything does that the controller can see, and how to mend what is not well. */
export function systemView({ answers }: Desk): TemplateResult {
  const { value: status } = answers.get<Status>('status')
  const { value: doctor, refusal } = answers.get<Doctor>('doctor', EVERY_MS)
  return html`<h1 tabindex="-1">${headline(doctor)}</h1>
    ${refusal && !doctor ? html`<p class="notice">${refusal.message}.</p>` : nothing}
    ${status ? processes(status, doctor) : nothing} ${doctor ? findings(doctor) : nothing}`
}

function headline(doctor: Doctor | null): TemplateResult | string {
  if (!doctor) return 'The system'
  const of = (level: 'warn' | 'fail'): number => doctor.findings.filter((each) => each.level === level).length
  const [fails, warns] = [of('fail'), of('warn')]
  if (fails + warns === 0) return html`<b>Everything is well</b> that can be seen from here`
  return html`${fails > 0 ? html`<b>${count(fails, 'thing')}</b> ${fails === 1 ? 'fails' : 'fail'}` : nothing}${
    fails > 0 && warns > 0 ? '; ' : nothing
  }${warns > 0 ? html`<b>${count(warns, 'warning')}</b>` : nothing}`
}

function processes(status: Status, doctor: Doctor | null): TemplateResult {
  const { controller, role, version, planes, plan, unrecorded } = status
  return html`<h2>Processes</h2>
    <div class="scrolls" tabindex="0" role="region" aria-label="Processes">
      <table>
        <thead>
          <tr>
            <th>Process</th>
            <th>How it does</th>
            <th class="num">Version of the table</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>controller ${controller}</td>
            <td>
              ${ROLES[role]}${doctor ? `; version ${doctor.version}` : ''}; plan
              ${plan}${unrecorded > 0 ? `; ${count(unrecorded, 'step')} not written down yet` : ''}
            </td>
            <td class="num">${version}</td>
          </tr>
          ${planes.map((plane) => planeRow(plane, version))}
        </tbody>
      </table>
    </div>`
}

function planeRow(
  { name, reachable, inSync, version, error }: PlaneStatus,
  expected: number,
): TemplateResult {
  const how = !reachable
    ? 'cannot be reached'
    : inSync
      ? 'does what the table says'
      : 'does something else than the table says'
  return html`<tr>
    <td>plane ${name}</td>
    <td class=${reachable && inSync ? '' : 'of-wrong'}>${how}${error === null ? '' : `: ${error}`}</td>
    <td class=${version === expected ? 'num' : 'num of-wrong'}>${version ?? '–'}</td>
  </tr>`
}

function findings({ findings: all, now }: Doctor): TemplateResult {
  const sorted = LEVELS.flatMap((level) => all.filter((each) => each.level === level))
  return html`<h2>Findings</h2>
    <div class="scrolls" tabindex="0" role="region" aria-label="Findings">
      <table class="doctor">
        <thead>
          <tr>
            <th>Level</th>
            <th>What</th>
            <th>How it is</th>
            <th>How to mend it</th>
          </tr>
        </thead>
        <tbody>
          ${sorted.map(
            ({ level, about, what, remedy }) =>
              html`<tr class=${level}>
                <td class="level">${MARKS[level]}</td>
                <td>${about}</td>
                <td>${what}</td>
                <td>${remedy ?? ''}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="quiet legend">Looked at ${ago(now)}. <code>strangler doctor</code> tells the same.</p>`
}
