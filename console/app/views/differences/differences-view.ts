import { html, nothing, type TemplateResult } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import type {
  Comparisons,
  Differences,
  RankedDifference,
  RouteComparisons,
} from '../../api/comparison-answers.ts'
import type { Desk } from '../../desk.ts'
import { ago, count, number, percent } from '../../parts/words.ts'
import { addressOf } from '../../place.ts'
import { exampleView } from './example-view.ts'
import { ruleView } from './rule-view.ts'
import { trendOf } from './trend.ts'

const HOUR_MS = 3_600_000
const EVERY_MS = 5000

/** Where candidate and legacy differ: by route, by difference, or one example of one. */
export function differencesView(desk: Desk): TemplateResult {
  const { path, query } = desk.place()
  const [, route] = path
  if (route === undefined) return routes(desk)
  if (query['example'] !== undefined) return exampleView(desk, route, query['example'])
  if (query['rule'] !== undefined) return ruleView(desk, route, query['rule'])
  return ofRoute(desk, route)
}

function routes({ answers }: Desk): TemplateResult {
  const { value, refusal } = answers.get<Comparisons>('comparisons', EVERY_MS)
  const compared = (value?.routes ?? []).toSorted((one, other) => other.mismatches - one.mismatches)
  const differing = compared.filter(({ mismatches }) => mismatches > 0).length
  return html`<h1 tabindex="-1">
      ${value ? html`<b>${count(differing, 'route')}</b> with differences in the last day` : 'Differences'}
    </h1>
    ${refusal && !value ? html`<p class="notice">${refusal.message}.</p>` : nothing}
    ${value && compared.length === 0 ? html`<p>Nothing is compared yet: routes are from the stage shadow on, where the plan names a sample.</p>` : nothing}
    <div class="scrolls" tabindex="0" role="region" aria-label="Routes">
      <table>
        <thead>
          <tr>
            <th>Route</th>
            <th class="num">Pairs</th>
            <th class="num">Mismatches</th>
            <th class="num">At most</th>
            <th class="num">Real</th>
            <th class="num">Undecided</th>
            <th class="num">Noise</th>
            <th>Latency</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(compared, ({ route }) => route, routeRow)}
        </tbody>
      </table>
    </div>
    <p class="quiet legend">
      Noise is what legacy also shows against itself. At most: the highest rate that agrees with what was
      seen, with 95 % confidence.
    </p>`
}

function routeRow({
  route,
  pairs,
  mismatches,
  rate,
  bound,
  signatures,
  latency,
}: RouteComparisons): TemplateResult {
  return html`<tr>
    <td><a href=${addressOf(['differences', route])}>${route}</a></td>
    <td class="num">${number(pairs)}</td>
    <td class="num">${mismatches === 0 ? '0' : `${number(mismatches)} (${percent(rate ?? 0)})`}</td>
    <td class="num">${pairs === 0 ? '–' : percent(bound)}</td>
    <td class=${signatures.real > 0 ? 'num of-wrong' : 'num'}>${signatures.real}</td>
    <td class="num">${signatures.undecided}</td>
    <td class="num">${signatures.noise}</td>
    <td>${latency.sentence}</td>
  </tr>`
}

function ofRoute({ answers }: Desk, route: string): TemplateResult {
  const path = `comparisons/${encodeURIComponent(route)}`
  const { value, refusal } = answers.get<Differences>(path, EVERY_MS)
  const hour = answers.get<Differences>(`${path}?since=1h`, 30_000).value
  const inHour = new Map(hour?.differences.map((each) => [each.signature, each]))
  return html`<h1 tabindex="-1">
      <b>${route}</b
      >${value ? `: ${count(value.mismatches, 'mismatch', 'mismatches')} in ${count(value.pairs, 'pair')}` : ''}
    </h1>
    <p class="subject">
      <a href=${addressOf(['route', route])}>The route</a>
      <a href=${addressOf(['differences'])}>All routes</a>
    </p>
    ${refusal ? html`<p class="notice">${refusal.message}.</p>` : nothing}
    ${value ? html`<p>${value.latency.sentence}.</p>` : nothing}
    ${value?.differences.length === 0 ? html`<p class="well"><b>No difference</b> in what was compared.</p>` : nothing}
    <ol class="differences">
      ${repeat(
        value?.differences ?? [],
        ({ signature }) => signature,
        (difference) => differenceItem(route, difference, inHour.get(difference.signature)),
      )}
    </ol>
    ${value?.more ? html`<p class="quiet">There are more; these come first.</p>` : nothing}`
}

/** Nothing of one that was seen since the answer about the last hour, or before there is any. */
function trendWords(difference: RankedDifference, hour: RankedDifference | undefined): string {
  const { lastSeen } = difference
  const isOfLate = lastSeen !== null && Date.now() - Date.parse(lastSeen) < HOUR_MS
  return !hour && isOfLate ? '' : `; ${trendOf(difference, hour).join(' ')}`
}

function differenceItem(
  route: string,
  difference: RankedDifference,
  hour: RankedDifference | undefined,
): TemplateResult {
  const { signature, kind, place, verdict, sentence, values, firstSeen, lastSeen, examples, candidate } =
    difference
  const [example] = examples
  return html`<li class=${verdict} data-signature=${signature}>
    <span class="verdict">${verdict}</span>
    <div>
      <p><b>${kind}</b> <code>${place}</code></p>
      <p class="values">
        <del>${values.legacy ?? 'nothing'}</del> <span class="quiet" aria-hidden="true">→</span>
        <span class="sr">became</span> <ins>${values.candidate ?? 'nothing'}</ins>
      </p>
      <p class="quiet">
        ${sentence}. First seen ${firstSeen === null ? 'never' : ago(firstSeen)}, last
        ${lastSeen === null ? 'never' : ago(lastSeen)}${trendWords(difference, hour)}.
      </p>
    </div>
    <span class="share num">${candidate.of === 0 ? '' : percent(candidate.differing / candidate.of)}</span>
    <span class="links">
      ${example === undefined ? nothing : html`<a href=${addressOf(['differences', route], { example })}>Look at one</a>`}
      <a href=${addressOf(['differences', route], { rule: signature })}>Make a rule</a>
    </span>
  </li>`
}
