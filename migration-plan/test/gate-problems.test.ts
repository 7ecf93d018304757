import { expect } from 'chai'
import { expectOnly, head } from './support/problems.ts'
import { planText, problemsOf } from './support/plans.ts'

const noPercent = 'write 0% to 100%, such as 0.5%, or none'
const windowForms = 'write Mon-Thu 09:00-17:00, Fri 15:00-24:00, Sat,Sun or daily 02:00-04:00'

const anError = 'name: errors, query: vector(0)'

/** Lists of metrics that have exactly one problem. */
const inMetrics = [
  ['of an empty list', '', '9:92: route "a": gates.metrics: the list is empty; name a metric, or write none'],
  ['that have no name', '{ query: up, min: 1 }', 'gates.metrics[0]: "name" is missing; add it: text'],
  ['that ask for nothing', '{ name: errors, max: 1 }', 'gates.metrics[0]: "query" is missing; add it: text'],
  [
    'that ask for a blank',
    '{ name: errors, query: " ", max: 1 }',
    '9:116: route "a": gates.metrics[0].query: " " asks for nothing; write it in PromQL',
  ],
  [
    'that ask for more than is read',
    `{ name: errors, query: ${'x'.repeat(2001)}, max: 1 }`,
    'is longer than 2000 characters; write a recording rule, and ask for that',
  ],
  [
    'with a placeholder that nobody knows',
    `{ name: errors, query: 'up{job="{{rout}}"}', max: 1 }`,
    'gates.metrics[0].query: nothing takes the place of "{{rout}}"; write {{route}}, or one brace',
  ],
  [
    'with a name that is none',
    '{ name: Errors!, query: up, max: 1 }',
    'gates.metrics[0].name: "Errors!" is no name; write a-z, 0-9 and -, at most 63 of them, not starting with -',
  ],
  [
    'without a limit',
    `{ ${anError} }`,
    '9:93: route "a": gates.metrics[0]: none of max, min is there; write the limit that it has',
  ],
  [
    'with two limits',
    `{ ${anError}, max: 1, min: 0 }`,
    'gates.metrics[0]: it is several: max, min; write the limit that it has',
  ],
  ...['0.5%', '.inf', '.nan', 'low'].map(
    (limit) =>
      [
        `with the limit ${limit}`,
        `{ ${anError}, max: ${limit} }`,
        'is no limit; write a number, such as 0.01',
      ] as const,
  ),
  [
    'with an unknown key',
    `{ ${anError}, queri: 1, max: 1 }`,
    '9:127: route "a": gates.metrics[0]: unknown key "queri"; did you mean "query"?',
  ],
  [
    'with one name twice',
    `{ ${anError}, max: 1 }, { ${anError}, max: 2 }`,
    'gates.metrics[1].name: the metric "errors" is there already; give each a name of its own',
  ],
  [
    'of more than anybody watches',
    Array.from({ length: 11 }, (_, at) => `{ name: m${at}, query: up, min: 1 }`).join(', '),
    'gates.metrics: more than 10 metrics are there; write fewer',
  ],
] as const

/** Gates of a route that compares answers (line 9 on) that have exactly one problem. */
const inGates = [
  [
    'an unknown gate',
    '{ latencyP90: 1.2x }',
    '9:83: route "a": gates: unknown key "latencyP90"; did you mean "latencyP95"?',
  ],
  ...['-1', '1.5', 'many', '1000001'].map(
    (count) =>
      [
        `the number ${count} of comparisons`,
        `{ minComparisons: ${count} }`,
        `9:99: route "a": gates.minComparisons: ${count === 'many' ? '"many"' : count} is no number of comparisons; write a whole number from 0 to 1000000`,
      ] as const,
  ),
  ...['0.5', '"101%"', '"+1%"', 'low'].map(
    (share) => [`the mismatch ${share}`, `{ mismatch: ${share} }`, `is no percentage; ${noPercent}`] as const,
  ),
  [
    'errors without a plus',
    '{ errors: 0.1% }',
    '9:91: route "a": gates.errors: "0.1%" is no extra percentage; write what may come on top, such as +0.5%, or none',
  ],
  ...['1.2', '0x', '0.00x', '1.234x', '100x', '-1x'].map(
    (factor) =>
      [
        `the latency ${factor}`,
        `{ latencyP95: ${factor} }`,
        "is no factor; write how many times legacy's it may be, such as 1.2x, or none",
      ] as const,
  ),
  [
    'a bake without a unit',
    '{ bake: 10 }',
    'gates.bake: 10 is no duration; write a whole number and its unit: 200ms, 5s, 1m, 1h, 2d',
  ],
  [
    'a bake of months',
    '{ bake: 31d }',
    'gates.bake: "31d" is out of bounds; write a duration from 1ms to 30d, or none',
  ],
  ['an unknown approval', '{ approval: automatic }', '"automatic" is not known here; '],
  [
    'windows that are a text',
    '{ windows: always }',
    '"always" is written where none or a mapping belongs; write none or a mapping',
  ],
  [
    'an unknown key of windows',
    '{ windows: { alow: [Mon] } }',
    'gates.windows: unknown key "alow"; did you mean "allow"?',
  ],
  [
    'a time zone that is none',
    '{ windows: { zone: Europe/Atlantis } }',
    'gates.windows.zone: "Europe/Atlantis" is no time zone; write one such as UTC or Europe/Berlin',
  ],
  [
    'an empty list of windows',
    '{ windows: { deny: [] } }',
    'gates.windows.deny: the list is empty; write a window, or remove the list',
  ],
  ...[
    ['Mon 9-17', 'it is not days and, behind a blank, times such as 09:00-17:00'],
    ['Mon 08:60-09:00', 'it is not days and, behind a blank, times such as 09:00-17:00'],
    ['Mon 09:00-24:01', 'it is not days and, behind a blank, times such as 09:00-17:00'],
    ['Monday', 'days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, ranges of them, or daily'],
    ['Mon-Tue-Wed', 'days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, ranges of them, or daily'],
    ['Fri 22:00-06:00', 'it ends before it begins; past midnight is a window of the next day'],
    ['Fri 09:00-09:00', 'it ends before it begins; past midnight is a window of the next day'],
  ].map(
    ([window = '', why = '']) =>
      [
        `the window ${window}`,
        `{ windows: { deny: ["${window}"] } }`,
        `9:101: route "a": gates.windows.deny[0]: "${window}" is no window: ${why}; ${windowForms}`,
      ] as const,
  ),
  ...[
    '{ allow: [Mon], deny: [daily] }',
    '{ allow: [Mon 09:00-10:00], deny: [Mon 08:00-09:30, Mon 09:30-11:00] }',
  ].map(
    (windows) =>
      [
        `windows that never open: ${windows}`,
        `{ windows: ${windows} }`,
        '9:92: route "a": gates.windows: no time is left to make a step in; allow more, or deny less',
      ] as const,
  ),
  [
    'more windows than anybody reads',
    `{ windows: { allow: [${'Mon, '.repeat(101)}] } }`,
    'more than 100 windows are there; write fewer',
  ],
  ...inMetrics.map(
    ([name, metric, says]) => [`the metrics ${name}`, `{ metrics: [${metric}] }`, says] as const,
  ),
  [
    'metrics that are a text',
    '{ metrics: up }',
    'gates.metrics: "up" is written where none or a list belongs; write none or a list',
  ],
  ['a hook that is a text', '{ hook: "http://x" }', '"http://x" is written where none or a mapping belongs'],
  ['a hook without URL', '{ hook: {} }', 'gates.hook: "url" is missing; add it: text'],
  ...['ftp://x', 'http://me:secret@x', 'https://x/#y', 'http://', 'x'].map(
    (url) =>
      [
        `the hook ${url}`,
        `{ hook: { url: "${url}" } }`,
        'gates.hook.url: it is no URL of a hook; write http://… or https://… without a password or #',
      ] as const,
  ),
  [
    'a hook that may take for ever',
    '{ hook: { url: "http://x", timeout: 1h } }',
    'gates.hook.timeout: "1h" is out of bounds; write a duration from 1ms to 5m',
  ],
] as const

describe('the problems of gates', () => {
  for (const [name, gates, says] of inGates)
    it(`tell of ${name}`, () =>
      expectOnly(
        `${head}routes:\n- { id: a, match: { path: /a }, candidate: new, compare: { sample: 1% }, gates: ${gates} }\n`,
        says,
      ))

  it('leave windows alone that open for a minute', () => {
    const windows = { allow: ['Mon 09:00-10:00'], deny: ['Mon 08:00-09:30', 'Mon 09:31-11:00'] }
    expect(problemsOf(planText([{ match: { path: '/a' }, gates: { windows } }]))).to.deep.equal([])
  })

  for (const [gate, value] of [
    ['minComparisons', '5'],
    ['mismatch', '1%'],
  ] as const)
    it(`tell of ${gate} where nothing is compared`, () => {
      const why = 'so this gate could never be judged; write compare: { sample: 20% }, or remove it'
      const own = `- { id: a, match: { path: /a }, candidate: new, gates: { ${gate}: ${value} } }`
      expectOnly(
        `${head}routes:\n${own}\n`,
        `route "a": gates.${gate}: the route compares no answers, ${why}`,
      )
      const inherited = `- { id: a, match: { path: /a }, candidate: new }\ndefaults: { gates: { ${gate}: ${value} } }`
      expectOnly(
        `${head}routes:\n${inherited}\n`,
        `defaults.gates.${gate}: no route compares answers, ${why}`,
      )
    })

  for (const [name, route] of [
    ['no candidate', 'expose: false'],
    ['no legacy', 'candidate: new, legacy: none'],
    ['no side at all', 'deny: true'],
  ] as const)
    it(`tell of a route that is to move by itself with ${name}`, () =>
      expectOnly(
        `${head}routes:\n- { id: a, match: { path: /a }, ${route}, auto: true }\n`,
        'route "a": auto: the route never moves, so it cannot move by itself; name legacy and candidate, or remove auto',
      ))
})
