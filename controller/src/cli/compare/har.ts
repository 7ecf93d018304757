import type { ExampleAnswer } from '../../http/comparison-schemas.ts'
import { VERSION } from '../../version.ts'

type Headers = ExampleAnswer['request']['headers']

/** An HTTP archive (HAR 1.2) with two entries of each example: legacy's answer and the other one. */
export function harOf(examples: readonly ExampleAnswer[]): object {
  return {
    log: {
      version: '1.2',
      creator: { name: 'strangler', version: VERSION },
      entries: examples.flatMap((example) => [
        entryOf(example, 'legacy', example.legacy),
        entryOf(example, example.against === 'legacy' ? 'legacy again' : 'candidate', example.candidate),
      ]),
    },
  }
}

function entryOf(example: ExampleAnswer, who: string, answer: ExampleAnswer['legacy']): object {
  const { id, at, request, route } = example
  const host = valueOf(request.headers, 'host') || 'unknown.invalid'
  const url = `http://${host}${request.target}`
  const query = new URLSearchParams(request.target.split('?')[1] ?? '')
  const common = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1 }
  return {
    startedDateTime: at,
    time: answer.durationMs,
    comment: `route ${route}, example ${id}, ${who}`,
    request: {
      ...{ ...common, method: request.method, url, headers: pairs(request.headers) },
      queryString: [...query].map(([name, value]) => ({ name, value })),
      bodySize: request.body?.length ?? -1,
      ...(request.body ? { postData: contentOf(request) } : {}),
    },
    response: {
      ...{ ...common, status: answer.status, statusText: '', headers: pairs(answer.headers) },
      content: { size: answer.body?.length ?? -1, ...contentOf(answer) },
      ...{ redirectURL: valueOf(answer.headers, 'location'), bodySize: -1 },
    },
    cache: {},
    timings: { send: 0, wait: answer.durationMs, receive: 0 },
  }
}

function contentOf({ headers, body }: { readonly headers: Headers; readonly body: string | null }): {
  readonly mimeType: string
  readonly text: string
} {
  return { mimeType: valueOf(headers, 'content-type'), text: body ?? '' }
}

function pairs(headers: Headers): readonly object[] {
  return headers.map(([name, value]) => ({ name, value }))
}

function valueOf(headers: Headers, wanted: string): string {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
}
