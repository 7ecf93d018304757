import { compare, compileRules, type Answer, type Comparison } from '@strangler/comparison'
import fc from 'fast-check'
import { anAnswer, aPair } from './pairs.ts'

const bits = fc.constantFrom(
  ...[
    '<p>',
    '</p>',
    '<table>',
    '<tr>',
    '<svg>',
    '<template>',
    '<a href="',
    '">',
    '<!--',
    '<input name=x value=',
    '&amp;',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '"a":',
    '1',
    ',',
    '"',
    '\\u',
    '\n',
    ' ',
    '\0',
    'é',
    '2026-11-24',
    '<script>',
    '</script>',
    '=',
  ],
)
const body = fc.oneof(
  fc.array(bits, { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''))),
  fc.uint8Array({ maxLength: 200 }),
)
const header = fc.tuple(
  fc.constantFrom(
    'Content-Type',
    'content-encoding',
    'Content-Length',
    'Set-Cookie',
    'Location',
    'Vary',
    'X-A',
  ),
  fc.oneof(
    fc.constantFrom(
      'text/html',
      'application/json',
      'gzip',
      'br, gzip',
      'text/plain; charset=utf-16',
      '7',
      'a=1; path',
      '',
    ),
    fc.string(),
  ),
)
const answer: fc.Arbitrary<Answer> = fc
  .record({
    status: fc.constantFrom(200, 201, 304, 404),
    type: fc.constantFrom(
      'text/html',
      'application/json',
      'text/html; charset=big5',
      'text/plain',
      'x/y',
      '',
    ),
    headers: fc.array(header, { maxLength: 5 }),
    body,
    truncated: fc.boolean(),
  })
  .map(anAnswer)

/** Any two answers, compared with each other, and the first with itself. */
export const compareAny: fc.Arbitrary<{ readonly both: () => Comparison; readonly same: () => Comparison }> =
  fc.tuple(answer, answer).map(([legacy, candidate]) => {
    const pair = aPair({}, {})
    const rules = compileRules([{ kind: 'unordered', at: { in: 'body', steps: [], attribute: null } }])
    return {
      both: () => compare({ ...pair, legacy, candidate }, rules),
      same: () => compare({ ...pair, legacy, candidate: legacy }, rules),
    }
  })
