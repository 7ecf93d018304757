import { expectOnly, head } from './support/problems.ts'

const routes = `routes:
- { id: list, match: { path: /a }, candidate: new }
- { id: still, match: { path: /b } }
`

/** Data sets (line 12 on) that have exactly one problem. */
const inData = [
  [
    'an unknown key',
    '- { id: a, tables: [t], from: old, to: new, till: [] }',
    '12:45: data set "a": unknown key "till"; known are id, tables, from, to, after',
  ],
  [
    'a missing id',
    '- { tables: [t], from: old, to: new }',
    '12:3: data set number 1: "id" is missing; add it: text',
  ],
  [
    'an id given twice',
    '- { id: a, tables: [t], from: old, to: new }\n- { id: a, tables: [u], from: old, to: new }',
    '13:9: data set "a": id: the id "a" is that of data set number 1 already; give each data set an id of its own',
  ],
  [
    'no tables',
    '- { id: a, tables: [], from: old, to: new }',
    '12:20: data set "a": tables: the list is empty; name a table',
  ],
  ...['a b', '"a"', 'a.b.c', 'a;', '1a', ''].map(
    (table) =>
      [
        `the table ${table || 'without name'}`,
        `- { id: a, tables: ['${table}'], from: old, to: new }`,
        'is no name of a table; write table or schema.table, without quotes',
      ] as const,
  ),
  [
    'an unknown upstream, with the likely one',
    '- { id: a, tables: [t], from: old, to: nwe }',
    '12:40: data set "a": to: upstream "nwe" is not defined; did you mean "new"?',
  ],
  [
    'a table that comes from nowhere',
    '- { id: a, tables: [t], from: none, to: new }',
    'data set "a": from: upstream "none" is not defined; ',
  ],
  [
    'tables that stay where they are',
    '- { id: a, tables: [t], from: old, to: old }',
    '12:40: data set "a": to: the tables are to move from "old" to itself; name another upstream',
  ],
  [
    'a table named twice',
    '- { id: a, tables: [t, public.t], from: old, to: new }',
    '12:24: data set "a": tables[1]: the table "public.t" is named twice; name it once',
  ],
  [
    'a table that another set moves',
    '- { id: a, tables: [s.t], from: old, to: new }\n- { id: b, tables: [u, s.t], from: old, to: new }',
    '13:24: data set "b": tables[1]: the table "s.t" is moved by "a" already; name it once',
  ],
  [
    'a table that moves in a circle',
    '- { id: a, tables: [t], from: old, to: new }\n- { id: b, tables: [t], from: new, to: old }',
    '13:21: data set "b": tables[0]: the table "t" is moved by "a" already; name it once',
  ],
  [
    'an unknown route to wait for',
    '- { id: a, tables: [t], from: old, to: new, after: [lsit] }',
    '12:53: data set "a": after[0]: route "lsit" is not defined; did you mean "list"?',
  ],
  [
    'a route to wait for that never goes live',
    '- { id: a, tables: [t], from: old, to: new, after: [still] }',
    '12:53: data set "a": after[0]: route "still" has no candidate and never goes live; remove it',
  ],
  [
    'a route to wait for twice',
    '- { id: a, tables: [t], from: old, to: new, after: [list, list] }',
    '12:59: data set "a": after[1]: route "list" is named twice; remove it',
  ],
  ['sets that are no list', '  {}', '12:3: data: a mapping is written where a list belongs; write a list'],
] as const

describe('the problems of data sets', () => {
  for (const [name, data, says] of inData)
    it(`tell of ${name}`, () => expectOnly(`${head}${routes}data:\n${data}\n`, says))
})
