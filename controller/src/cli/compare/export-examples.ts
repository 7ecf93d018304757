import type { ControllerClient } from '../../client.ts'
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

/** Every example of a route that is kept, as one text. @throws CliError, Refusal, Unreachable */
export async function exportExamples(
  client: ControllerClient,
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
  const { examples: heads } = await client.examples(route, { limit: 1000 })
  const examples: ExampleAnswer[] = []
  // One after the other: they may be large, and nobody waits for it but who asked.
  for (const { id } of heads) examples.push(await client.example(id))
  return write(route, examples)
}
