import { html, nothing, type TemplateResult } from 'lit-html'
import { live } from 'lit-html/directives/live.js'
import type { Answer } from '../../api/answers.ts'
import type { Differences, RankedDifference, Rules, Trial } from '../../api/comparison-answers.ts'
import type { Desk } from '../../desk.ts'
import { count } from '../../parts/words.ts'
import { addressOf } from '../../place.ts'
import { ruleDrafts, ruleOf, yamlOf, type WrittenRule } from './rule-draft.ts'

/** So that not every letter is tried. */
const PAUSE_MS = 350
let typing = 0

/** Makes a rule of a difference, and shows what it would silence before it counts. */
export function ruleView(desk: Desk, route: string, signature: string): TemplateResult {
  const path = `comparisons/${encodeURIComponent(route)}`
  const difference = desk.answers
    .get<Differences>(path)
    .value?.differences.find((each) => each.signature === signature)
  const head = html`<h1 tabindex="-1">A rule for <b>${route}</b></h1>
    <p><a href=${addressOf(['differences', route])}>All differences of ${route}</a></p>`
  if (!difference)
    return html`${head}
      <p class="quiet">One moment …</p>`
  const key = `rule ${signature}`
  const drafts = ruleDrafts(difference)
  const text = desk.drafts.get(key) ?? JSON.stringify((drafts.at(-1) ?? { rule: {} }).rule)
  const rule = ruleOf(text)
  return html`${head}
    <p><b>${difference.kind}</b> <code>${difference.place}</code>: ${difference.sentence}.</p>
    ${difference.verdict === 'noise' ? nothing : notNoise} ${choice(desk, key, drafts, text)}
    ${
      rule
        ? html`${trial(desk, path, rule, difference)} ${paste(desk, route, rule)}`
        : html`<p class="notice">This is no rule yet: write it as <code>{"ignore": "$.time"}</code>.</p>`
    }`
}

const notNoise = html`<p class="caution">
  This is not known to be noise. A rule hides it from the gates too: write one only if the candidate is
  <em>meant</em> to differ here.
</p>`

function choice(
  desk: Desk,
  key: string,
  drafts: ReturnType<typeof ruleDrafts>,
  text: string,
): TemplateResult {
  return html`<fieldset>
    <legend>What shall count as the same?</legend>
    ${drafts.map(
      ({ name, rule }) =>
        html`<label class="choice"
          ><input
            type="radio"
            name="rule"
            .checked=${live(JSON.stringify(rule) === text)}
            @change=${() => desk.draft(key, JSON.stringify(rule))}
          />
          ${name} <code class="quiet">${JSON.stringify(rule)}</code></label
        >`,
    )}
    <label for="rule-text">The rule, as you may change it</label>
    <textarea
      id="rule-text"
      rows="2"
      spellcheck="false"
      .value=${live(text)}
      @input=${typed(desk, key)}
    ></textarea>
  </fieldset>`
}

function trial(
  { answers }: Desk,
  path: string,
  rule: WrittenRule,
  difference: RankedDifference,
): TemplateResult {
  const known = answers
    .get<Rules>(`${path}/rules`)
    .value?.rules.map((each) => JSON.parse(each.rule) as unknown)
  if (!known) return html`<p class="quiet">One moment …</p>`
  return outcome(answers.get<Trial>(`${path}/replay`, Infinity, { rules: [...known, rule] }), difference)
}

function typed(desk: Desk, key: string): (event: InputEvent) => void {
  return (event) => {
    const { value } = event.target as HTMLTextAreaElement
    // Kept at once, so that what is typed stays; tried a little later.
    desk.drafts.set(key, value)
    clearTimeout(typing)
    typing = window.setTimeout(desk.redraw, PAUSE_MS)
  }
}

function outcome({ value: trial, refusal }: Answer<Trial>, difference: RankedDifference): TemplateResult {
  if (!trial) return html`<p class="notice">${refusal ? `${refusal.message}.` : 'One moment …'}</p>`
  const own = trial.rules.at(-1)
  const silenced = own?.silences ?? []
  const others = silenced.filter(({ signature }) => signature !== difference.signature)
  return html`<section aria-live="polite" class="outcome">
    <h2>What it would do</h2>
    <p>
      Of ${count(trial.examples, 'example')} that are kept, it makes a difference go in
      <b>${own?.examples ?? 0}</b>; <b>${trial.equal}</b> would be equal altogether.
    </p>
    ${places('It silences', silenced, 'It silences nothing.')}
    ${
      others.length > 0
        ? html`<p class="caution">
            ${count(others.length, 'other difference')} would go with it: is that meant?
          </p>`
        : nothing
    }
    ${places('These would still differ', trial.differences, 'Nothing would still differ.')}
  </section>`
}

function places(
  title: string,
  all: readonly { readonly kind: string; readonly place: string }[],
  none: string,
): TemplateResult {
  if (all.length === 0) return html`<p>${none}</p>`
  return html`<h3>${title}</h3>
    <ul class="places">
      ${all.map(({ kind, place }) => html`<li>${kind} <code>${place}</code></li>`)}
    </ul>`
}

function paste(desk: Desk, route: string, rule: WrittenRule): TemplateResult {
  const yaml = yamlOf(route, rule)
  const copy = (): void => {
    // Pages without https may not write to the clipboard; then it is selected, to be copied by hand.
    const select = (): void => {
      const shown = document.querySelector('#rule-yaml')
      if (shown) getSelection()?.selectAllChildren(shown)
    }
    const clipboard = navigator.clipboard as Clipboard | undefined
    if (clipboard) void clipboard.writeText(yaml).then(() => desk.draft('copied', yaml), select)
    else select()
  }
  return html`<h2>For the plan</h2>
    <p>
      Put this into the route of the plan, beside rules that it has, and take the plan with
      <code>strangler plan reload</code>.
    </p>
    <pre id="rule-yaml" tabindex="0">${yaml}</pre>
    <button type="button" class="main" @click=${copy}>
      ${desk.drafts.get('copied') === yaml ? 'Copied' : 'Copy'}
    </button>`
}
