import { signPin, type Side } from '@strangler/migration-plan'
import { answered, asked, denied, type Case } from '../case.ts'
import type { WorldRoute } from '../world.ts'

/** What every plane of the suite honours pins of. */
export const PIN_KEY = 'conformance-conformance-conformance'

/** Routes that move, at every kind of weight, and routes that cannot. */
export const pinWorld: readonly WorldRoute[] = [
  { id: 'at-0', match: { path: '/at/0' }, weight: 0 },
  { id: 'at-100', match: { path: '/at/100' }, weight: 100 },
  { id: 'by-user', match: { path: '/by/user' }, split: { by: 'user', header: 'X-User' }, weight: 50 },
  { id: 'new-only', match: { path: '/api' }, legacy: 'none' },
  { id: 'admin', match: { path: '/admin/*' }, deny: true },
]

const feature = 'a signed pin takes a tester to one side'
const LASTING = Math.floor(Date.now() / 1000) + 3600

const pin = (side: Side, { key = PIN_KEY, expiry = LASTING } = {}): readonly [string, string] => [
  'X-Strangler-Side',
  signPin(key, side, expiry),
]
const row = (target: string, outcome: Case['outcome'], ...headers: Case['asked']['headers']): Case => ({
  feature,
  asked: asked(target, { headers }),
  outcome,
})
const forged: Case['asked']['headers'] = [
  ['X-Strangler-Side', 'candidate'],
  ['X-Strangler-Side', ''],
  pin('candidate', { key: 'somebody-else-somebody-else-somebody' }),
  pin('candidate', { expiry: 1_000_000_000 }),
  ['X-Strangler-Side', pin('legacy')[1].replace('legacy', 'candidate')],
  ['X-Strangler-Side', pin('candidate')[1].toUpperCase()],
  ['X-Strangler-Side', `${pin('candidate')[1]}0`],
  ['X_Strangler_Side', pin('candidate')[1]],
]

export const pinCases: readonly Case[] = [
  row('/at/0', answered('at-0', 'candidate'), pin('candidate')),
  row('/at/0', answered('at-0', 'legacy'), pin('legacy')),
  row('/at/100', answered('at-100', 'legacy'), pin('legacy')),
  row('/by/user', answered('by-user', 'candidate'), pin('candidate'), ['X-User', '1']),
  row('/by/user', answered('by-user', 'legacy'), pin('legacy'), ['X-User', '1']),
  row('/api', answered('new-only', 'candidate'), pin('legacy')),
  row('/nothing', answered('unclaimed', 'legacy'), pin('candidate')),
  row('/admin/', denied, pin('candidate')),
  row('/at/0', answered('at-0', 'legacy'), pin('candidate'), pin('candidate')),
  ...forged.map((header) => row('/at/0', answered('at-0', 'legacy'), header)),
]
