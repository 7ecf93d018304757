import { Refusal, type ControllerClient } from '../../client.ts'
import type { ExampleAnswer } from '../../http/comparison-schemas.ts'
import { CliError } from '../cli-error.ts'
import { harOf } from './har.ts'
import { htmlReport } from './html-report.ts'

/** How the examples of a route are handed on, by the name of the format. */
const FORMATS: Readonly<Record<string, (route: string, examples: readonly ExampleAnswer[]) => string>> = {
  html: htmlReport,
  har: (_, examples) => JSON.stringify(harOf(examples), null, 2),
  jsonl: (_, examples) => examples.map((example) => JSON.stringify(example)).join('\n'),
}

/** As many at most: the latest. */
const MOST = 1000

/** Every example of a route that is kept, as one text. @throws CliError, Refusal, Unreachable */
export async function exportExamples(
  client: Pick<ControllerClient, 'examples' | 'example'>,
  route: string,
  format: string,
): Promise<string> {
  const write = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined
  if (!write)
    throw new CliError(
      'ERR_CLI_USAGE',
      `"${format}" is no format of an export`,
      `choose one of ${Object.keys(FORMATS).join(', ')}`,
    )
  const { examples: heads } = await client.examples(route, { limit: MOST })
  const examples: ExampleAnswer[] = []
  // One after the other: they may be large, and nobody waits for it but who asked.
  for (const { id } of heads) {
    const example = await client.example(id).catch(absent)
    if (example) examples.push(example)
  }
  return write(route, examples)
}

/** Where much is compared, one may have given way to a later one since it was listed. */
function absent(error: unknown): null {
  if (error instanceof Refusal && error.code === 'ERR_EXAMPLE_UNKNOWN') return null
  throw error
}
