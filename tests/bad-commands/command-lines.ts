import { VIEWER_TOKEN, WRONG_TOKEN } from './api-calls.ts'

/** A command line that is refused, its exit code by sysexits(3), and what it prints. */
export type BadLine = readonly [args: readonly string[], code: number, says: RegExp]

const step = ['set', 'search', '50']

export const badLines: readonly BadLine[] = [
  [['set', 'serch', '50'], 64, /no such route; did you mean "search"/],
  [['set', 'search', '101'], 64, /"101" is no weight; give a whole number of percent/],
  [['set', 'search', '--', '-1'], 64, /"-1" is no weight/],
  [['set', 'search', 'all'], 64, /"all" is no weight/],
  [['set', 'search'], 64, /missing required argument "weight"/],
  [['sett', 'search', '50'], 64, /unknown command "sett"; did you mean "?set/],
  [[...step, '--froce'], 64, /unknown option "--froce"/],
  [['set', 'admin', '50'], 73, /"admin": it is denied/],
  [['rollback', 'serch'], 64, /did you mean "search"/],
  [[...step, '--token', WRONG_TOKEN], 77, /its token is not known/],
  [[...step, '--token', VIEWER_TOKEN], 77, /a viewer may read only; use the token/],
  [[...step, '--url', 'http://127.0.0.1:1', '--token', 'x'], 69, /controller at .*; see that it runs/],
  [[...step, '--url', 'nonsense', '--token', 'x'], 64, /"nonsense" is no URL/],
  [['plan', 'check', '/nowhere/plan.yaml'], 65, /\/nowhere\/plan\.yaml/],
]
