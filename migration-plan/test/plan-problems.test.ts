import { expect } from 'chai'
import { formatProblem } from '@strangler/migration-plan'
import { cpuTime } from './support/cpu-time.ts'
import { expectOnly, head } from './support/problems.ts'
import { planText, problemsOf } from './support/plans.ts'

/** Routes (line 9 on) that have exactly one problem. */
const inRoutes = [
  [
    'an unknown key, with the likely one',
    '- { id: a, match: { path: /a }, candidat: new }',
    '9:33: route "a": unknown key "candidat"; did you mean "candidate"?',
  ],
  [
    'an unknown key of a match',
    '- { id: a, match: { path: /a, method: GET } }',
    '9:31: route "a": match: unknown key "method"; did you mean "methods"?',
  ],
  [
    'state in the plan',
    '- { id: a, match: { path: /a }, weight: 5 }',
    '9:33: route "a": unknown key "weight"; remove it; where a route stands is state, which the controller keeps',
  ],
  ['a missing id', '- { match: { path: /a } }', '9:3: route number 1: "id" is missing; add it: text'],
  ['a missing match', '- { id: a }', '9:3: route "a": "match" is missing; add it: a mapping'],
  ['a missing path', '- { id: a, match: {} }', '9:19: route "a": match: "path" is missing; add it: text'],
  [
    'an id with letters that names cannot have',
    '- { id: My_Route, match: { path: /a } }',
    '9:9: route "My_Route": id: "My_Route" is no name; write a-z, 0-9 and -, at most 63 of them, not starting with -',
  ],
  [
    'an id that YAML takes for a number',
    '- { id: 12, match: { path: /a } }',
    '9:9: route number 1: id: 12 is written where text belongs; put it in quotes: "12"',
  ],
  [
    'an id given twice',
    '- { id: a, match: { path: /a } }\n- { id: a, match: { path: /b } }',
    '10:9: route "a": id: the id "a" is that of route number 1 already; give each route an id of its own',
  ],
  [
    'the reserved id',
    '- { id: unclaimed, match: { path: /a } }',
    '9:9: route "unclaimed": id: the id "unclaimed" stands for what no route claims; choose another id',
  ],
  [
    'a YAML key given twice',
    '- { id: a, match: { path: /a }, deny: true, deny: true }',
    '9:45: the key "deny" is there twice; keep one of the two',
  ],
  [
    'an unknown candidate, with the likely one',
    '- { id: a, match: { path: /a }, candidate: nwe }',
    '9:44: route "a": candidate: upstream "nwe" is not defined; did you mean "new"?',
  ],
  [
    'an unknown legacy',
    '- { id: a, match: { path: /a }, legacy: somewhere }',
    '9:41: route "a": legacy: upstream "somewhere" is not defined; known are old, new',
  ],
  [
    'a candidate that is the legacy',
    '- { id: a, match: { path: /a }, candidate: old }',
    '9:44: route "a": candidate: legacy and candidate are both "old"; name another candidate, or none',
  ],
  [
    'a route that nothing answers',
    '- { id: a, match: { path: /a }, legacy: none }',
    '9:3: route "a": it has neither legacy nor candidate, so nothing could answer; name a candidate, or write deny: true',
  ],
  [
    'a candidate on a denied route',
    '- { id: a, match: { path: /a }, candidate: new, deny: true }',
    '9:44: route "a": candidate: a denied route has a candidate; remove deny or the candidate',
  ],
  [
    'a legacy left empty',
    '- { id: a, match: { path: /a }, legacy: }',
    '9:41: route "a": legacy: nothing is written where text belongs; write text, or remove legacy',
  ],
  [
    'a misspelt word',
    '- { id: a, match: { path: /a }, phase: pilto }',
    '9:40: route "a": phase: "pilto" is not known here; did you mean "pilot"?',
  ],
  [
    'a yes that is no boolean',
    '- { id: a, match: { path: /a }, expose: yes }',
    '9:41: route "a": expose: "yes" is written where true or false belongs; write true or false',
  ],
  [
    'a method in small letters',
    '- { id: a, match: { path: /a, methods: [get] } }',
    '9:41: route "a": match.methods[0]: "get" is not known here; did you mean "GET"?',
  ],
  [
    'CONNECT, which no route can answer',
    '- { id: a, match: { path: /a, methods: [CONNECT] } }',
    '9:41: route "a": match.methods[0]: "CONNECT" is not known here; ',
  ],
  [
    'a method named twice',
    '- { id: a, match: { path: /a, methods: [GET, GET] } }',
    '9:40: route "a": match.methods: the method GET is named twice; name each method once',
  ],
  [
    'an empty list of methods',
    '- { id: a, match: { path: /a, methods: [] } }',
    '9:40: route "a": match.methods: the list is empty; name a method, or remove methods for all of them',
  ],
  ...[
    ['a', 'it does not start with a slash'],
    ['/a//b', 'no canonical path holds //, so nothing would match'],
    ['/a/../b', 'no canonical path holds . or .. segments'],
    ['/a/.', 'no canonical path holds . or .. segments'],
    ['/caf%C3%A9', 'paths are matched decoded, so write the character itself'],
    ['/a/*/b', '* stands only at the end, after a slash'],
    ['/a*', '* stands only at the end, after a slash'],
    ['/a/:', '":" is no parameter such as :id'],
    ['/a/:1', '":1" is no parameter such as :id'],
    ['/a/x:id', 'a :parameter is a whole segment'],
    ['/a?b', '"a?b" holds a character that cannot stand in a path'],
    ['/a;b', '"a;b" holds a character that cannot stand in a path'],
    ['/a b', '"a b" holds a character that cannot stand in a path'],
  ].map(([path = '', why = '']) => [
    `the path ${path}`,
    `- { id: a, match: { path: "${path}" } }`,
    `9:27: route "a": match.path: "${path}" is no path pattern: ${why}; write /exact, /with/:parameter or /under/*`,
  ]),
  ...['*.example', 'http://x', 'x:80', 'x.', 'a..b', '-x', 'ż.example'].map((host) => [
    `the host ${host}`,
    `- { id: a, match: { path: /a, host: "${host}" } }`,
    `9:37: route "a": match.host: "${host}" is no host name; write the name alone: no scheme, port, * or last dot`,
  ]),
  [
    'two routes that claim the same',
    '- { id: a, match: { path: "/a/:x" } }\n- { id: b, match: { path: "/a/:y" } }',
    '10:19: route "b": match: claims the same requests as "a" ("/a/:x"), and neither is more specific; tell them apart by path, methods or host, or remove one',
  ],
  [
    'two routes that share a method and a host',
    '- { id: a, match: { path: /a, host: X, methods: [GET, PUT] } }\n- { id: b, match: { path: /a, host: x, methods: [PUT] } }',
    '10:19: route "b": match: claims the same PUT requests as "a" ("/a"), and neither is more specific; ',
  ],
  [
    'a route that others leave nothing to',
    '- { id: a, match: { path: /a/* } }\n- { id: b, match: { path: /a/ } }\n- { id: c, match: { path: "/a/:x" } }\n- { id: d, match: { path: "/a/:x/*" } }',
    '9:27: route "a": match.path: no request is left for "/a/*": more specific routes claim all below it; remove this route, or one of those',
  ],
  [
    'an unknown predecessor, with the likely one',
    '- { id: login, match: { path: /a }, candidate: new }\n- { id: b, match: { path: /b }, after: [lgoin] }',
    '10:41: route "b": after[0]: route "lgoin" is not defined; did you mean "login"?',
  ],
  [
    'a predecessor named twice',
    '- { id: a, match: { path: /a }, candidate: new }\n- { id: b, match: { path: /b }, after: [a, a] }',
    '10:44: route "b": after[1]: route "a" is named twice; remove it',
  ],
  [
    'a predecessor that never goes live',
    '- { id: a, match: { path: /a } }\n- { id: b, match: { path: /b }, after: [a] }',
    '10:41: route "b": after[0]: route "a" has no candidate and never goes live; remove it',
  ],
  [
    'a predecessor that is denied',
    '- { id: a, match: { path: /a }, deny: true }\n- { id: b, match: { path: /b }, after: [a] }',
    '10:41: route "b": after[0]: route "a" is denied and never goes live; remove it',
  ],
  [
    'waiting where there is nothing to wait with',
    '- { id: a, match: { path: /a }, candidate: new }\n- { id: b, match: { path: /b }, candidate: new, legacy: none, after: [a] }',
    '10:70: route "b": after: a route without legacy is live at once, so it waits for nothing; remove after',
  ],
  [
    'a route that waits for itself',
    '- { id: a, match: { path: /a }, candidate: new, after: [a] }',
    '9:57: route "a": after[0]: route "a" waits for itself; remove one of these from after',
  ],
  [
    'a cycle, once',
    ['a', 'b', 'c']
      .map(
        (id, at, ids) =>
          `- { id: ${id}, match: { path: /${id} }, candidate: new, after: [${ids[(at + 1) % 3] ?? ''}] }`,
      )
      .join('\n'),
    '11:57: route "c": after[0]: a cycle: a waits for b waits for c waits for a; remove one of these from after',
  ],
  [
    'a ramp that falls',
    '- { id: a, match: { path: /a }, ramp: [50, 5, 100] }',
    '9:44: route "a": ramp[1]: 5 comes after 50, but a ramp rises; write each weight once, the smallest first',
  ],
  [
    'a ramp that never arrives',
    '- { id: a, match: { path: /a }, ramp: [5] }',
    '9:39: route "a": ramp: the ramp ends at 5; write 100 as its last weight',
  ],
  [
    'an empty ramp',
    '- { id: a, match: { path: /a }, ramp: [] }',
    '9:39: route "a": ramp: the ramp is empty; ',
  ],
  ...['0', '5.5', '101', '5%'].map((weight) => [
    `the weight ${weight}`,
    `- { id: a, match: { path: /a }, ramp: [${weight}, 100] }`,
    `9:40: route "a": ramp[0]: ${weight === '5%' ? '"5%"' : weight} is no weight of a ramp; write whole percents from 1 to 100`,
  ]),
  [
    'a split by user without its key',
    '- { id: a, match: { path: /a }, split: { by: user } }',
    '9:40: route "a": split: a split by user needs exactly one of cookie and header; name what tells users apart, such as cookie: session',
  ],
  [
    'a split by user with two keys',
    '- { id: a, match: { path: /a }, split: { by: user, cookie: a, header: b } }',
    '9:40: route "a": split: a split by user needs exactly one of cookie and header; ',
  ],
  [
    'a key for a split by request',
    '- { id: a, match: { path: /a }, split: { by: request, cookie: a } }',
    '9:55: route "a": split: unknown key "cookie"; remove it, or write by: user',
  ],
  [
    'a split by something else',
    '- { id: a, match: { path: /a }, split: { by: users } }',
    '9:46: route "a": split.by: "users" is not known here; did you mean "user"?',
  ],
  ...['5', '5 s', '1.5s', '-1s', '5w'].map((duration) => [
    `the duration ${duration}`,
    `- { id: a, match: { path: /a }, timeouts: { connect: "${duration}" } }`,
    `9:54: route "a": timeouts.connect: "${duration}" is no duration; write a whole number and its unit: 200ms, 5s, 1m, 1h, 2d`,
  ]),
  ...['0s', '25h', '2d'].map((duration) => [
    `the duration ${duration}`,
    `- { id: a, match: { path: /a }, timeouts: { connect: ${duration} } }`,
    `9:54: route "a": timeouts.connect: "${duration}" is out of bounds; write a duration from 1ms to 24h`,
  ]),
  ...['0', '1.5', '100001', '-1', 'many'].map((connections) => [
    `the limit ${connections}`,
    `- { id: a, match: { path: /a }, limits: { connections: ${connections} } }`,
    `9:56: route "a": limits.connections: ${connections === 'many' ? '"many"' : connections} is no limit; write a whole number from 1 to 100000, or none`,
  ]),
  [
    'a wait that is no duration',
    '- { id: a, match: { path: /a }, limits: { queue: 5 } }',
    '9:50: route "a": limits.queue: 5 is no duration; write a whole number and its unit: 200ms, 5s, 1m, 1h, 2d',
  ],
  [
    'an unknown limit',
    '- { id: a, match: { path: /a }, limits: { conections: 5 } }',
    '9:43: route "a": limits: unknown key "conections"; did you mean "connections"?',
  ],
  [
    'too many retries',
    '- { id: a, match: { path: /a }, retries: 11 }',
    '9:42: route "a": retries: 11 is no number of retries; write a whole number from 0 to 10',
  ],
  [
    'a route that is no mapping',
    '- a',
    '9:3: route number 1: "a" is written where a mapping belongs; write a mapping',
  ],
]

describe('the problems of a plan', () => {
  for (const [name = '', routes = '', says = ''] of inRoutes)
    it(`tells of ${name}`, () => expectOnly(`${head}routes:\n${routes}\n`, says))

  it('are told all at once, in the order of the text, in whichever way they were found', () => {
    const routes = `
- { id: a, match: { path: /a }, candidate: nope, ramp: [3] }
- { id: b, match: { path: x, methods: [GET] }, candidat: new, after: [z] }
- { id: a, match: { path: /a } }`
    const problems = problemsOf(`${head}routes:${routes}\nextra: []\n`)
    expect(problems.map((problem) => problem.split(':').slice(1, 3).join(':'))).to.deep.equal([
      '9:44',
      '9:56',
      '10:27',
      '10:48',
      '10:71',
      '11:9',
      '11:19',
      '12:1',
    ])
  })

  it('do not show a password that an address holds', () => {
    const text = planText([], { upstreams: { old: { url: 'http://me:secret@old:1' } } })
    expect(problemsOf(text).join())
      .to.include('it must not hold a user name or password')
      .and.not.include('secret')
  })

  it('are told of a route although another field of it cannot be read', () => {
    const text = planText([{ id: 'a', match: { path: '/a' }, retries: 'many', candidate: 'nwe' }])
    expect(problemsOf(text)).to.have.length(2)
  })

  it('do not follow from one another', () => {
    const text = planText([
      { id: 'a', match: { path: '/a' }, candidat: 'new' },
      { id: 'b', match: { path: '/b' }, candidate: 'new', after: ['a'] },
    ])
    expect(problemsOf(text)).to.have.length(1)
  })

  it('leave room for routes that only look alike', () => {
    const matches = [
      { path: '/a' },
      { path: '/a/' },
      { path: '/a/*' },
      { path: '/a/:x' },
      { path: '/a', host: 'x.example' },
      { path: '/a', methods: ['GET'] },
      { path: '/a', methods: ['POST'] },
      { path: '/*' },
      { path: '/*', methods: ['GET'] },
    ]
    expect(problemsOf(planText(matches.map((match) => ({ match }))))).to.deep.equal([])
  })

  for (const [left, paths] of [
    ['the folder itself', ['/a/:x', '/a/:x/*']],
    ['one more segment', ['/a/', '/a/:x/*']],
    ['two more and a last slash', ['/a/', '/a/:x', '/a/:x/:y', '/a/:x/:y/*']],
    ['two more segments', ['/a/', '/a/:x', '/a/:x/', '/a/:x/:y/*']],
    ['other names', ['/a/', '/a/:x', '/a/b/*']],
  ] as const)
    it(`leave a prefix alone to which others leave ${left}`, () => {
      const matches = [{ path: '/a/*' }, ...paths.map((path) => ({ path }))]
      expect(problemsOf(planText(matches.map((match) => ({ match }))))).to.deep.equal([])
    })

  it('are told of a prefix that others cover method by method', () => {
    const matches = [
      { path: '/a/*', methods: ['GET', 'PUT'] },
      { path: '/a/' },
      { path: '/a/:x', methods: ['GET'] },
      { path: '/a/:x', methods: ['PUT'] },
      { path: '/a/:x/*' },
    ]
    expect(problemsOf(planText(matches.map((match) => ({ match }))))).to.have.length(1)
    expect(problemsOf(planText(matches.toSpliced(3, 1).map((match) => ({ match }))))).to.have.length(0)
  })

  it('are found in plans of many routes without delay', () => {
    const routes = Array.from({ length: 5000 }, (_, at) => ({
      match: { path: `/a${at}` },
      candidate: 'new',
      after: [`r${(at + 1) % 5000}`],
    }))
    const text = planText(routes)
    expect(cpuTime(() => expect(problemsOf(text)).to.have.length(1))).to.be.below(10_000)
  })
})

describe('formatProblem', () => {
  it('writes file:line:column: what; remedy', () => {
    const problem = { file: 'plan.yaml', line: 3, column: 7, what: 'a is wrong', remedy: 'write b' }
    expect(formatProblem(problem)).to.equal('plan.yaml:3:7: a is wrong; write b')
  })
})
