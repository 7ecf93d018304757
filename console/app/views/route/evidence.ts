import { html, nothing, type TemplateResult } from 'lit-html'
import type { RouteStatus, Verdict, Why } from '../../api/answers-of-the-api.ts'
import { duration } from '../../parts/words.ts'

const MARKS: Readonly<Record<Verdict, readonly [mark: string, word: string]>> = {
  pass: ['✓', 'passes'],
  inconclusive: ['…', 'not yet'],
  fail: ['✗', 'fails'],
}

/** What the next step waits for, gate by gate. */
export function evidence(route: RouteStatus, why: Why | null): TemplateResult | typeof nothing {
  if (!route.movable) return nothing
  return html`<section aria-labelledby="why-title">
    <h2 id="why-title">${route.next ? 'What the next step waits for' : 'Where it stands'}</h2>
    ${why ? findings(why) : html`<p>${route.waitsFor ?? 'The controller says nothing of it yet.'}</p>`}
  </section>`
}

function findings({ sentence, waits, findings: all }: Why): TemplateResult {
  const gates = new Set(all.map(({ sentence: said }) => said))
  const others = waits.filter(({ sentence: said }) => !gates.has(said))
  return html`${others.length === 0 ? html`<p>${sentence}</p>` : nothing}
    <ul class="findings">
      ${others.map(({ on, sentence: said }) => finding('fail', 'waits', on, said, null))}
      ${all.map(({ gate, verdict, sentence: said, passesAt }) =>
        finding(verdict, MARKS[verdict][1], gate, said, passesAt),
      )}
    </ul>`
}

function finding(
  verdict: Verdict,
  word: string,
  name: string,
  sentence: string,
  passesAt: string | null,
): TemplateResult {
  // Most sentences say it themselves.
  const left = passesAt === null || / more\b/.test(sentence) ? 0 : Date.parse(passesAt) - Date.now()
  return html`<li class=${verdict}>
    <span class="mark" aria-hidden="true">${MARKS[verdict][0]}</span>
    <span class="word">${word}</span>
    <span class="gate quiet">${name}</span>
    <span
      >${sentence}${left > 0 ? html` <span class="quiet">(in about ${duration(left)})</span>` : nothing}</span
    >
  </li>`
}
