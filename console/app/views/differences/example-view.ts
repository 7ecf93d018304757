import { html, nothing, type TemplateResult } from 'lit-html'
import { guard } from 'lit-html/directives/guard.js'
import type { Example, ExampleAnswer } from '../../api/comparison-answers.ts'
import type { Desk } from '../../desk.ts'
import { clock, milliseconds } from '../../parts/words.ts'
import { addressOf } from '../../place.ts'
import { jsonOf, kindOf, linesOf, type BodyKind } from './body-lines.ts'
import { jsonTree } from './json-tree.ts'
import { pictureOf } from './picture.ts'
import { sideBySide, type PairedLine, type Piece } from './side-by-side.ts'

type Way = 'source' | 'pictures' | 'tree' | 'headers'
const CONTEXT = 3

/** One pair of answers, where they differ. */
export function exampleView(desk: Desk, route: string, id: string): TemplateResult {
  const { value: example, refusal } = desk.answers.get<Example>(`examples/${encodeURIComponent(id)}`)
  const back = html`<p><a href=${addressOf(['differences', route])}>All differences of ${route}</a></p>`
  if (!example)
    return html`<h1 tabindex="-1">An example</h1>
      ${back}
      <p>${refusal?.message ?? 'One moment …'}</p>`
  const { request, legacy, candidate, at, differences } = example
  const kind =
    kindOf(legacy.headers, legacy.body) === kindOf(candidate.headers, candidate.body)
      ? kindOf(candidate.headers, candidate.body)
      : 'text'
  return html`<h1 tabindex="-1"><b>${request.method}</b> <code class="target">${request.target}</code></h1>
    ${back}
    <p>
      ${clock(at)}; <span class="of-legacy">legacy answered ${answerText(legacy)}</span>,
      <span class="of-candidate">the candidate ${answerText(candidate)}</span>. Secrets were taken out before
      it was kept.
    </p>
    <ul class="places">
      ${differences.map(
        (difference) =>
          html`<li>
            <b>${difference.kind}</b> <code>${difference.place}</code>
            <span class="values"
              ><del>${difference.legacy ?? 'nothing'}</del> <span class="quiet" aria-hidden="true">→</span>
              <span class="sr">became</span> <ins>${difference.candidate ?? 'nothing'}</ins></span
            >
            ${difference.note === null ? nothing : html`<span class="quiet">${difference.note}</span>`}
          </li>`,
      )}
    </ul>
    ${ways(desk, example, kind)}`
}

function answerText({ status, durationMs, truncated }: ExampleAnswer): string {
  return `${String(status)} in ${milliseconds(durationMs)}${truncated ? ', cut short' : ''}`
}

function ways(desk: Desk, example: Example, kind: BodyKind): TemplateResult {
  const all: readonly (readonly [Way, string])[] = [
    ...(kind === 'html' ? [['pictures', 'Pictures'] as const] : []),
    ...(kind === 'json' ? [['tree', 'Tree'] as const] : []),
    ['source', 'Source'],
    ['headers', 'Headers'],
  ]
  const chosen = all.find(([way]) => way === desk.drafts.get('example way'))?.[0] ?? all[0]?.[0] ?? 'source'
  return html`<p class="buttons" role="group" aria-label="How to look at it">
      ${all.map(
        ([way, title]) =>
          html`<button
            type="button"
            aria-pressed=${way === chosen}
            @click=${() => desk.draft('example way', way)}
          >
            ${title}
          </button>`,
      )}
    </p>
    ${shown(example, kind, chosen)}`
}

function shown({ legacy, candidate }: Example, kind: BodyKind, way: Way): TemplateResult {
  switch (way) {
    case 'pictures':
      return html`<div class="beside">${picture('legacy', legacy)} ${picture('candidate', candidate)}</div>
        <p class="quiet">Nothing in these pictures runs or is loaded, style sheets neither.</p>`
    case 'tree':
      return jsonTree(jsonOf(legacy.body), jsonOf(candidate.body))
    case 'headers':
      return lines(sideBySide(headerLines(legacy), headerLines(candidate)), false)
    case 'source':
      return lines(sideBySide(linesOf(kind, legacy.body), linesOf(kind, candidate.body)), true)
  }
}

function headerLines({ headers }: ExampleAnswer): readonly string[] {
  return headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort()
}

function picture(side: 'legacy' | 'candidate', { body }: ExampleAnswer): TemplateResult {
  return html`<figure>
    <figcaption class=${`of-${side}`}>${side}</figcaption>
    <iframe
      sandbox=""
      title=${`Picture of the page of ${side}`}
      .srcdoc=${guard([body], () => pictureOf(body ?? ''))}
    ></iframe>
  </figure>`
}

/** Lines that differ, and a few around them. */
function lines(all: readonly PairedLine[], isFolded: boolean): TemplateResult {
  const isNear = (at: number): boolean =>
    !isFolded || all.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ isEqual }) => !isEqual)
  return html`<div class="scrolls" tabindex="0" role="region" aria-label="Both sides, line by line">
    <table class="lines">
      <thead>
        <tr>
          <th class="of-legacy">legacy</th>
          <th class="of-candidate">candidate</th>
        </tr>
      </thead>
      <tbody>
        ${
          all.every(({ isEqual }) => isEqual)
            ? html`<tr>
                <td colspan="2">No difference here.</td>
              </tr>`
            : nothing
        }
        ${all.map((line, at) => {
          if (isNear(at)) return row(line)
          return isNear(at - 1) || at === 0
            ? html`<tr class="fold">
                <td colspan="2">…</td>
              </tr>`
            : nothing
        })}
      </tbody>
    </table>
  </div>`
}

function row({ legacy, candidate, isEqual }: PairedLine): TemplateResult {
  return html`<tr class=${isEqual ? '' : 'differs'}>
    <td>${legacy?.map((piece) => marked(piece, 'del'))}</td>
    <td>${candidate?.map((piece) => marked(piece, 'ins'))}</td>
  </tr>`
}

function marked({ text, isOwn }: Piece, tag: 'del' | 'ins'): TemplateResult | string {
  if (!isOwn) return text
  return tag === 'del' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`
}
