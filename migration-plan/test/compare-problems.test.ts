import { expectOnly, head } from './support/problems.ts'

const forms =
  'write $.path.of[0].names, $..anywhere, $..element[name=x]@attribute, css:SELECTOR, header:NAME or cookie:NAME'
const percentage = 'write 0% to 100%, with at most two decimals, such as 20% or 0.5%'

/** What is said of comparing (line 9 on) that has exactly one problem. */
const inCompare = [
  [
    'an unknown key',
    '{ smaple: 5% }',
    '9:60: route "a": compare: unknown key "smaple"; did you mean "sample"?',
  ],
  ...['20', '0.2', '"101%"', '"0.255%"', '"20 %"', '"-1%"', '"+1%"', '"%"'].map(
    (sample) =>
      [
        `the sample ${sample}`,
        `{ sample: ${sample} }`,
        `9:68: route "a": compare.sample: ${sample} is no percentage; ${percentage}`,
      ] as const,
  ),
  [
    'an unknown rule, with the likely one',
    '{ rules: [{ ignor: $.a }] }',
    '9:70: route "a": compare.rules[0]: unknown key "ignor"; did you mean "ignore"?',
  ],
  [
    'two rules in one',
    '{ rules: [{ ignore: $.a, unordered: $.b }] }',
    '9:68: route "a": compare.rules[0]: it is several: ignore, unordered; write one of them, each behind a - of its own',
  ],
  [
    'an empty rule',
    '{ rules: [{}] }',
    'none of ignore, replace, tolerance, unordered, rename, equate is there; write one of them, each behind a - of its own',
  ],
  ['a rule that is no mapping', '{ rules: [ignore] }', '"ignore" is written where a mapping belongs'],
  ...[
    ['a.b', 'it starts with neither $, css:, header: nor cookie:'],
    ['$.a[', 'it cannot be read from character 4 on'],
    ['header:', 'no header or cookie has such a name'],
  ].map(
    ([at = '', why = '']) =>
      [
        `the selector ${at}`,
        `{ rules: [{ ignore: "${at}" }] }`,
        `9:78: route "a": compare.rules[0].ignore: "${at}" is no selector: ${why}; ${forms}`,
      ] as const,
  ),
  ['a selector to redact that is none', '{ redact: [token] }', 'compare.redact[0]: "token" is no selector'],
  [
    'a pattern that is none',
    '{ rules: [{ replace: { at: $.a, pattern: "(", with: x } }] }',
    'compare.rules[0].replace.pattern: "(" is no regular expression; write one as JavaScript has them (u flag), such as [0-9]+',
  ],
  ...['(?=a)', '(?<!a)b', String.raw`(a)\1`].map(
    (pattern) =>
      [
        `the pattern ${pattern}, which may take years`,
        `{ rules: [{ replace: { at: $.a, pattern: '${pattern}', with: x } }] }`,
        `${JSON.stringify(pattern)} cannot be matched in linear time; write it without look-around and references back`,
      ] as const,
  ),
  [
    'a pattern left empty',
    '{ rules: [{ replace: { at: $.a, pattern: "", with: x } }] }',
    '"" matches everywhere; ',
  ],
  [
    'a replacement that is missing',
    '{ rules: [{ replace: { at: $.a, pattern: x } }] }',
    'compare.rules[0].replace: "with" is missing; add it: text',
  ],
  [
    'a tolerance of nothing',
    '{ rules: [{ tolerance: { at: $.a } }] }',
    'compare.rules[0].tolerance: none of numeric, time is there; write the one that fits',
  ],
  [
    'a tolerance of two things',
    '{ rules: [{ tolerance: { at: $.a, numeric: 1, time: 1s } }] }',
    'compare.rules[0].tolerance: it is several: numeric, time; write the one that fits',
  ],
  [
    'an unknown tolerance',
    '{ rules: [{ tolerance: { at: $.a, tim: 1s } }] }',
    'compare.rules[0].tolerance: unknown key "tim"; did you mean "time"?',
  ],
  ...['0', '-1', '.inf', 'x'].map(
    (numeric) =>
      [
        `the tolerance ${numeric}`,
        `{ rules: [{ tolerance: { at: $.a, numeric: ${numeric} } }] }`,
        'is no tolerance; write a number above 0, such as 0.01',
      ] as const,
  ),
  [
    'a new name for what has none',
    '{ rules: [{ rename: { at: "$.a[0]", to: b } }] }',
    '"$.a[0]" does not end with a name, so it cannot be renamed; select what the rule is about',
  ],
  [
    'an order where there is none',
    '{ rules: [{ unordered: header:X-A }] }',
    '"header:X-A" is no list and no element, so it has no order; select what the rule is about',
  ],
  [
    'a single value to equate',
    '{ rules: [{ equate: { at: $.a, values: [1] } }] }',
    'equate.values: fewer than two values are there; name those that mean the same',
  ],
  [
    'a value that is a list',
    '{ rules: [{ equate: { at: $.a, values: [1, [2]] } }] }',
    'equate.values[1]: a list is no plain value; write text, a number, true, false or null',
  ],
] as const

describe('the problems of comparing', () => {
  for (const [name, compare, says] of inCompare)
    it(`tell of ${name}`, () =>
      expectOnly(
        `${head}routes:\n- { id: a, match: { path: /a }, candidate: new, compare: ${compare} }\n`,
        says,
      ))

  for (const [name, sides] of [
    ['no candidate', 'expose: false'],
    ['no legacy', 'candidate: new, legacy: none'],
    ['no side at all', 'deny: true'],
  ] as const)
    it(`tell of a sample where there is ${name}`, () =>
      expectOnly(
        `${head}routes:\n- { id: a, match: { path: /a }, ${sides}, compare: { sample: 1% } }\n`,
        'route "a": compare.sample: only one side can answer, so there is nothing to compare; name legacy and candidate, or remove the sample',
      ))
})
