import { expectOnly, head } from './support/problems.ts'

const own = 'belongs to one connection, so every plane makes its own; remove it'
const planes = 'is for the planes alone to write; remove it'

/** Headers of a request (line 9 on) that have exactly one problem. */
const inHeaders = [
  [
    'an unknown direction',
    '{ requst: {} }',
    '9:44: route "a": headers: unknown key "requst"; did you mean "request"?',
  ],
  [
    'an unknown edit',
    '{ request: { add: { X-A: b } } }',
    '9:55: route "a": headers.request: unknown key "add"; known are set, remove',
  ],
  [
    'a name with a blank',
    '{ request: { remove: [X A] } }',
    '"X A" is no name of a header; write letters, digits, - and _',
  ],
  [
    'a name that every object has',
    '{ request: { set: { __proto__: x } } }',
    'the key "__proto__" cannot be used; choose another name',
  ],
  [
    'Host',
    '{ request: { set: { Host: x } } }',
    '9:62: route "a": headers.request.set: "Host" goes by the upstream, not by the route; write host at the upstream',
  ],
  ...['Content-Length', 'transfer-encoding', 'Connection', 'TE', 'Upgrade', 'Content_Length'].map(
    (name) =>
      [name, `{ response: { remove: [${name}] } }`, `headers.response.remove[0]: "${name}" ${own}`] as const,
  ),
  ...['X-Forwarded-For', 'x_forwarded_proto', 'Forwarded', 'X-Request-ID', 'X-Strangler-Side'].map(
    (name) =>
      [
        name,
        `{ request: { set: { ${name}: x } } }`,
        `9:62: route "a": headers.request.set: "${name}" ${planes}`,
      ] as const,
  ),
  [
    'a cookie to write',
    '{ response: { set: { Set-Cookie: a=b } } }',
    '9:63: route "a": headers.response.set: "Set-Cookie" would replace the cookies of everybody; remove it',
  ],
  [
    'a value on two lines',
    '{ request: { set: { X-A: "b\\nc" } } }',
    '9:67: route "a": headers.request.set.X-A: "b\\nc" is no value of a header; write 1 to 1000 visible ASCII characters, with blanks only between them',
  ],
  ['an empty value', '{ request: { set: { X-A: "" } } }', '"" is no value of a header'],
  ['a value beyond ASCII', '{ request: { set: { X-A: café } } }', '"café" is no value of a header'],
  [
    'a number',
    '{ request: { set: { X-A: 1 } } }',
    'headers.request.set.X-A: 1 is written where text belongs; put it in quotes: "1"',
  ],
  [
    'a header written twice',
    '{ request: { set: { X-A: b, x-a: c } } }',
    '9:70: route "a": headers.request.set: the header "x-a" is there already; name each header once',
  ],
  [
    'a header both written and taken away',
    '{ request: { set: { X-A: b }, remove: [X-a] } }',
    '9:81: route "a": headers.request.remove[0]: the header "X-a" is there already; name each header once',
  ],
] as const

describe('the problems of headers', () => {
  for (const [name, headers, says] of inHeaders)
    it(`tell of ${name}`, () =>
      expectOnly(`${head}routes:\n- { id: a, match: { path: /a }, headers: ${headers} }\n`, says))

  it('are told of the defaults too', () =>
    expectOnly(
      `${head}routes: []\ndefaults: { headers: { response: { remove: [Server, server] } } }\n`,
      '9:53: defaults.headers.response.remove[1]: the header "server" is there already; ',
    ))
})
