import { expectOnly, head } from './support/problems.ts'

/** Upstreams `new` that have exactly one problem. */
const inUpstream = [
  [
    'no address',
    '{}',
    '7:8: upstream "new": it has neither url nor urls; write url for one address, urls for several',
  ],
  ['two ways to say where', '{ url: http://a, urls: [http://b] }', 'it has both url and urls'],
  [
    'an address twice',
    '{ urls: [http://a:80, http://A/] }',
    '7:30: upstream "new": urls[1]: the address is there twice; name each address once',
  ],
  ['an empty list', '{ urls: [] }', 'urls: the list is empty; name at least one address'],
  ['an address that is a number', '{ url: 8000 }', 'url: 8000 is written where text or a list belongs'],
  [
    'an unknown scheme',
    '{ url: "ftp://a" }',
    '"ftp://a" is no address: it does not start with http:// or https://; write http://host:port or https://host:port',
  ],
  ['a path', '{ url: http://a/b }', 'there must be no path, query or fragment behind host and port'],
  ['a query', '{ url: "http://a?b" }', 'there must be no path, query or fragment'],
  ['a host that is none', '{ url: "http://a_!b" }', 'its host or port cannot be reached'],
  ['a port that is none', '{ url: "http://a:99999" }', 'its host or port cannot be reached'],
  [
    'a broken variable',
    '{ url: "http://${A-b}" }',
    'a variable is written ${NAME} or ${NAME:-default}, and only so',
  ],
  [
    'a health check that is no path',
    '{ url: http://a, health: healthz }',
    '"healthz" is no path for a health check; write a path such as /healthz',
  ],
  [
    'a health check that could break a configuration',
    '{ url: http://a, health: "/x y\\n" }',
    'is no path for a health check',
  ],
  [
    'a host header that is none',
    '{ url: http://a, host: "a b" }',
    '"a b" is no host; write keep or a host name, with or without a port',
  ],
  [
    'an unknown key',
    '{ url: http://a, helth: /x }',
    '7:25: upstream "new": unknown key "helth"; did you mean "health"?',
  ],
  [
    'authorities that nobody asks',
    '{ url: http://a, tls: { verify: false, caFile: /ca.pem } }',
    '7:30: upstream "new": tls: certificates are not verified, so nobody asks the authorities of caFile; remove verify: false, or caFile',
  ],
  [
    'an unknown key of tls',
    '{ url: http://a, tls: { verfy: true } }',
    'upstream "new": tls: unknown key "verfy"; did you mean "verify"?',
  ],
] as const

/** Whole plans that have exactly one problem. */
const inPlan = [
  [
    'an unknown key',
    `${head}routes: []\nroute: []\n`,
    '9:1: the plan: unknown key "route"; did you mean "routes"?',
  ],
  [
    'routes left empty',
    `${head}routes:\n`,
    '8:8: routes: nothing is written where a list belongs; write a list, or remove routes',
  ],
  ['no routes', head, '1:1: the plan: "routes" is missing; add it: a list'],
  [
    'another version',
    `${head.replace('/v1', '/v2')}routes: []\n`,
    '1:13: apiVersion: "strangler/v2" is not known here; did you mean "strangler/v1"?',
  ],
  [
    'an unknown legacy',
    `${head.replace('legacy: old', 'legacy: odl')}routes: []\n`,
    '4:9: legacy: upstream "odl" is not defined; did you mean "old"?',
  ],
  [
    'an upstream called none',
    `${head}  none: { url: http://x }\nroutes: []\n`,
    '8:3: upstreams: the name "none" is reserved; choose another',
  ],
  [
    'an upstream with a bad name',
    `${head}  Users: { url: http://x }\nroutes: []\n`,
    '8:3: upstreams: "Users" is no name; ',
  ],
  [
    'an id in defaults',
    `${head}routes: []\ndefaults: { id: x }\n`,
    '9:13: defaults: unknown key "id"; write it at each route',
  ],
  [
    'a bad ramp in defaults',
    `${head}routes: []\ndefaults: { ramp: [5] }\n`,
    '9:19: defaults.ramp: the ramp ends at 5; write 100 as its last weight',
  ],
  [
    'an unknown upstream in defaults',
    `${head}routes: []\ndefaults: { candidate: x }\n`,
    '9:24: defaults.candidate: upstream "x" is not defined; known are old, new',
  ],
] as const

const inYaml = [
  ['an empty text', '', '1:1: the plan: nothing is written where a mapping belongs; write a mapping'],
  ['a list', '- a\n', '1:1: the plan: a list is written where a mapping belongs; write a mapping'],
  [
    'a second document',
    `${head}routes: []\n---\na: 1\n`,
    '9:1: a second document begins here; write one plan into one file, without ---',
  ],
  ['a tab', 'a:\n\tb: 1\n', '2:1: a tab indents the line; indent with blanks'],
  ['a bracket left open', 'a: [1\n', 'the YAML is broken: '],
  [
    'a key that every object has',
    `${head}routes: []\n__proto__: []\n`,
    '9:1: the key "__proto__" cannot be used; choose another name',
  ],
  [
    'an upstream with such a name',
    `${head}  __proto__: { url: http://x }\nroutes: []\n`,
    '8:3: the key "__proto__" cannot be used; choose another name',
  ],
  ['a tag', 'a: !x 1\n', '1:4: a tag (!) is not known here; remove the tag'],
  ['a key that is no text', '? [a]\n: b\n', '1:3: a key is no text; write a plain word before the colon'],
  [
    'an alias without anchor',
    'a: *b\n',
    '1:4: the alias *b names no anchor; write the value out, or say it once in `defaults`',
  ],
  ['an alias of itself', 'a: &a [*a]\n', '1:8: the alias *a expands without bound; '],
  ['aliases that explode', bomb(), 'expands without bound'],
  ['aliases without end', `a: &x 1\nb: [${'*x, '.repeat(20_000)}]`, 'the alias *x is one too many; '],
  [
    'bottomless brackets',
    `a: ${'['.repeat(2_000_000)}`,
    '1:104: the YAML is nested too deep; write it flatter',
  ],
  [
    'bottomless lists',
    `a:\n  ${'- '.repeat(1_000_000)}`,
    '2:203: the YAML is nested too deep; write it flatter',
  ],
  ['bottomless indentation', staircase(2000), ': the YAML is nested too deep; write it flatter'],
  [
    'a text without end',
    'a'.repeat(5_000_000),
    '1:1: the plan is larger than 2 MiB; split the move into several plans',
  ],
] as const

/** A mapping in a mapping in a mapping …, each further to the right. */
function staircase(steps: number): string {
  return Array.from({ length: steps }, (_, at) => `${' '.repeat(at)}a:`).join('\n')
}

/** Ten lists of ten lists of … ten texts, in a few lines. */
function bomb(): string {
  const level = (at: number): string =>
    `l${at}: &l${at} [${Array.from({ length: 10 }, () => (at === 0 ? 'lol' : `*l${at - 1}`)).join(', ')}]`
  return Array.from({ length: 10 }, (_, at) => level(at)).join('\n')
}

describe('the problems of a plan file', () => {
  for (const [name, upstream, says] of inUpstream)
    it(`tells of an upstream with ${name}`, () =>
      expectOnly(`${head.replace('{ url: http://new:1 }', upstream)}routes: []\n`, says))

  for (const [name, text, says] of inPlan) it(`tells of a plan with ${name}`, () => expectOnly(text, says))

  for (const [name, text, says] of inYaml) it(`tells of YAML with ${name}`, () => expectOnly(text, says))
})
