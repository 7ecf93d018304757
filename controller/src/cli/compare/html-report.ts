import type { ExampleAnswer } from '../../http/comparison-schemas.ts'

type Difference = ExampleAnswer['differences'][number]

const STYLE = `body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } td, th { border: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 } section { margin: 2rem 0 }`

/** A page that stands alone: no script, nothing from elsewhere. */
export function htmlReport(route: string, examples: readonly ExampleAnswer[]): string {
  const title = `What differs on route ${route}`
  // SECURITY: what the answers hold is shown as text; should any of it slip through, nothing may run or load.
  const policy = "default-src 'none'; style-src 'unsafe-inline'"
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${examples.length} examples, latest first.</p>
${examples.map(section).join('\n')}
</body>
</html>`
}

function section(example: ExampleAnswer): string {
  const { id, at, request, legacy, candidate, differences, against } = example
  const other = against === 'legacy' ? 'legacy again' : 'candidate'
  return `<section id="${escaped(id)}">
<h2>${escaped(`${request.method} ${request.target}`)}</h2>
<p>${escaped(at)}: legacy answered ${legacy.status} in ${legacy.durationMs.toFixed(0)} ms, ${other} ${candidate.status} in ${candidate.durationMs.toFixed(0)} ms.</p>
<table>
<tr><th>difference</th><th>legacy</th><th>${other}</th></tr>
${differences.map(row).join('\n')}
</table>
<details><summary>The answers</summary>
<table>
<tr><th>legacy</th><th>${other}</th></tr>
<tr>${[legacy, candidate].map((answer) => `<td><pre>${escaped(answerText(answer))}</pre></td>`).join('')}</tr>
</table>
</details>
</section>`
}

function row({ kind, place, note, legacy, candidate }: Difference): string {
  const what = `${kind} at ${place}${note === null ? '' : ` (${note})`}`
  const value = (text: string | null): string =>
    text === null ? '<td>nothing</td>' : `<td><pre>${escaped(text)}</pre></td>`
  return `<tr><td>${escaped(what)}</td>${value(legacy)}${value(candidate)}</tr>`
}

function answerText({ status, headers, body }: ExampleAnswer['legacy']): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  return [status, ...lines, '', body ?? '(bytes that are no text)'].join('\n')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
