import { answered, asked, denied, refused, type Asked, type Case, type Outcome } from '../case.ts'

/** Requests that name their host in more than one place. They meet the world of the paths. */
const feature = 'one host, wherever it stands'
const moved = answered('moved', 'candidate')

const row = (outcome: Outcome, target: string, ...headers: Asked['headers']): Case => ({
  feature,
  asked: { method: 'GET', target, headers: headers.length > 0 ? headers : asked('/').headers },
  outcome,
})

export const addressCases: readonly Case[] = [
  row(moved, 'http://any.example/moved/x'),
  row(moved, 'HTTP://any.example/moved/x'),
  row(moved, 'http://any.example//moved/./x'),
  row(denied, 'http://any.example/admin/'),
  row(denied, 'http://any.example//admin/'),
  row(denied, 'http://any.example/%61dmin/'),
  row(refused, 'http://any.example/x/../admin/'),
  row(refused, 'http://other.example/moved/x'),
  row(refused, 'http://other.example/admin/'),
  row(refused, 'http://user@any.example/moved/x'),
  row(refused, 'http://user:pass@any.example/moved/x'),
  row(refused, 'http://any.example@evil.example/moved/x'),
  row(refused, 'moved/x'),
  row(refused, 'admin/'),
  row(refused, '/moved/x', ['Host', 'a.example'], ['Host', 'b.example']),
  row(refused, '/moved/x', ['Host', 'a.example'], ['host', 'b.example']),
  row(refused, '/moved/x', ['X-No-Host', '1']),
  row(refused, '/moved/x', ['Host', 'any.example x']),
  row(refused, '/moved/x', ['Host', 'any.example/x']),
  row(refused, '/moved/x', ['Host', 'any.example,b.example']),
  row(refused, 'any.example:80', ['Host', 'any.example:80']),
]
