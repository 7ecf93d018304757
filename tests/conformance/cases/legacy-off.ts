import { answered, asked, denied, gone, type Case, type Outcome } from '../case.ts'
import type { WorldRoute } from '../world.ts'

export const legacyOffWorld: readonly WorldRoute[] = [
  { id: 'live', match: { path: '/live' }, weight: 100 },
  { id: 'half', match: { path: '/half' }, weight: 50 },
  { id: 'untouched', match: { path: '/untouched' } },
  { id: 'only-legacy', match: { path: '/only-legacy' }, candidate: 'none' },
  { id: 'admin', match: { path: '/admin/*' }, deny: true },
]

const row = (path: string, outcome: Outcome): Case => ({
  feature: 'legacy switched off: nobody is sent to it',
  asked: asked(path),
  outcome,
})

export const legacyOffCases: readonly Case[] = [
  row('/live', answered('live', 'candidate')),
  row('/half', answered('half', 'candidate')),
  row('/untouched', answered('untouched', 'candidate')),
  row('/only-legacy', gone),
  row('/what/no/route/claims', gone),
  row('/', gone),
  row('/admin/x', denied),
]
