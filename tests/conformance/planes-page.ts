import { decisions, isKeptBy, onTheWire, PLANES, promises, type Feature, type Promised } from './features.ts'

const INTRODUCTION = `# What each plane does

The edge (HAProxy) and the strangler-proxy serve the same route table. This page says of each feature which plane has it, and how many tests show that on the running plane. It is made from the data of these tests, \`tests/conformance\` and \`tests/wire\`, by \`node tests/conformance/render-planes.ts > docs/reference/planes.md\`; a test compares the two.
`

/** The page docs/reference/planes.md. */
export function planesPage(): string {
  const chosen = decisions.flatMap(([about, features]) => [`### ${capital(about)}`, table(features)])
  const kept = promises.flatMap(([feature, promised]) => [`### ${capital(feature)}`, details(promised)])
  const sections = [
    INTRODUCTION.trimEnd(),
    '## Decisions',
    'The same request, put to each plane and to the pure function that they both follow, meets the same outcome.',
    ...chosen,
    '## On the wire',
    'Requests and answers written byte by byte, with an upstream behind the plane that reads as strictly as RFC 9112 allows.',
    table(onTheWire),
    '## Promises on the wire',
    'What each promise holds to, and where the planes differ, why.',
    ...kept,
  ]
  return `${sections.join('\n\n')}\n`
}

function table(features: readonly Feature[]): string {
  const rows = features.map(({ name, shown, total }) => [
    cell(name),
    ...PLANES.map((plane) => told(shown[plane], total)),
  ])
  return lines(['feature', ...PLANES], rows)
}

function told(shown: number, total: number): string {
  if (shown === 0) return '–'
  return shown === total ? `yes (${total})` : `${shown} of ${total}`
}

function details(promised: readonly Promised[]): string {
  return lines(
    ['promise', 'holds to', ...PLANES],
    promised.map((each) => [
      cell(each.planes ? `${each.promise} (${each.planes.because})` : each.promise),
      each.rule,
      ...PLANES.map((plane) => (isKeptBy(plane, each) ? 'yes' : '–')),
    ]),
  )
}

function lines(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [row(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(row)].join('\n')
}

/** Text as it stands, whatever Markdown would make of it. */
function cell(text: string): string {
  return text.replaceAll(/[\\|<>*_`[\]]/g, String.raw`\$&`)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
