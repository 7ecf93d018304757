import { answered, asked, denied, type Case } from '../case.ts'
import type { WorldRoute } from '../world.ts'

/** Routes of every kind, each at a weight that leaves no doubt about the side. */
export const matchingWorld: readonly WorldRoute[] = [
  { id: 'root', match: { path: '/' }, weight: 100 },
  { id: 'exact', match: { path: '/a/b' }, weight: 100 },
  { id: 'parameter', match: { path: '/a/:id' } },
  { id: 'deep-parameter', match: { path: '/a/:id/edit' }, weight: 100 },
  { id: 'prefix', match: { path: '/a/*' }, weight: 100 },
  { id: 'longer-prefix', match: { path: '/a/b/*' } },
  { id: 'folder', match: { path: '/folder/' }, weight: 100 },
  { id: 'no-folder', match: { path: '/folder' } },
  { id: 'reads', match: { path: '/thing', methods: ['GET', 'HEAD'] }, weight: 100 },
  { id: 'writes', match: { path: '/thing', methods: ['POST'] } },
  { id: 'only-get', match: { path: '/only', methods: ['GET'] }, weight: 100 },
  { id: 'shop', match: { path: '/*', host: 'shop.example' }, weight: 100 },
  { id: 'shop-a', match: { path: '/a/:id', host: 'shop.example' } },
  { id: 'shop-cart', match: { path: '/cart', host: 'shop.example', methods: ['PUT'] } },
  { id: 'accents', match: { path: '/café' }, weight: 100 },
  { id: 'mixed', match: { path: '/:x/middle/:y' }, weight: 100 },
  { id: 'left-literal', match: { path: '/left/*' } },
  { id: 'new-only', match: { path: '/api/*' }, legacy: 'none' },
  { id: 'admin', match: { path: '/admin/*' }, deny: true },
  { id: 'internal', match: { path: '/x/:part/internal', methods: ['GET'] }, deny: true },
]

const rows = (feature: string, ...cases: readonly Omit<Case, 'feature'>[]): readonly Case[] =>
  cases.map((row) => ({ feature, ...row }))

const to = (
  route: string,
  side: 'legacy' | 'candidate',
  target: string,
  more?: Parameters<typeof asked>[1],
): Omit<Case, 'feature'> => ({ asked: asked(target, more), outcome: answered(route, side) })

const shut = (target: string, more?: Parameters<typeof asked>[1]): Omit<Case, 'feature'> => ({
  asked: asked(target, more),
  outcome: denied,
})

const shop = { host: 'shop.example' }

export const matchingCases: readonly Case[] = [
  ...rows(
    'exact, parameter and prefix patterns',
    to('root', 'candidate', '/'),
    to('root', 'candidate', '/?query'),
    to('exact', 'candidate', '/a/b'),
    to('parameter', 'legacy', '/a/c'),
    to('parameter', 'legacy', '/a/B'),
    to('parameter', 'legacy', '/a/:id'),
    to('deep-parameter', 'candidate', '/a/7/edit'),
    to('longer-prefix', 'legacy', '/a/b/edit'),
    to('prefix', 'candidate', '/a/'),
    to('prefix', 'candidate', '/a/c/d'),
    to('prefix', 'candidate', '/a/7/edit/'),
    to('longer-prefix', 'legacy', '/a/b/'),
    to('longer-prefix', 'legacy', '/a/b/c/d/e'),
    to('folder', 'candidate', '/folder/'),
    to('no-folder', 'legacy', '/folder'),
    to('mixed', 'candidate', '/any/middle/thing'),
    to('left-literal', 'legacy', '/left/middle/thing'),
    to('unclaimed', 'legacy', '/a'),
    to('unclaimed', 'legacy', '/nothing'),
    to('unclaimed', 'legacy', '/A/b'),
    to('unclaimed', 'legacy', '/any/middle/'),
    to('unclaimed', 'legacy', '/any/middle/thing/more'),
    to('unclaimed', 'legacy', '/folder/x'),
    to('accents', 'candidate', '/caf%C3%A9'),
    to('accents', 'candidate', '/caf%c3%a9'),
    to('unclaimed', 'legacy', '/caf%E9'),
  ),
  ...rows(
    'methods',
    to('reads', 'candidate', '/thing'),
    to('reads', 'candidate', '/thing', { method: 'HEAD' }),
    to('writes', 'legacy', '/thing', { method: 'POST' }),
    to('unclaimed', 'legacy', '/thing', { method: 'DELETE' }),
    to('unclaimed', 'legacy', '/only', { method: 'POST' }),
    to('unclaimed', 'legacy', '/only', { method: 'HEAD' }),
    to('only-get', 'candidate', '/only'),
    to('exact', 'candidate', '/a/b', { method: 'OPTIONS' }),
    to('exact', 'candidate', '/a/b', { method: 'PATCH' }),
    to('exact', 'candidate', '/a/b', { method: 'PROPFIND' }),
    to('unclaimed', 'legacy', '/only', { method: 'PROPFIND' }),
  ),
  ...rows(
    'hosts',
    to('shop', 'candidate', '/anything', shop),
    to('shop-a', 'legacy', '/a/b', shop),
    to('shop', 'candidate', '/a/b/c', shop),
    to('shop-a', 'legacy', '/a/b', { host: 'SHOP.Example' }),
    to('shop-a', 'legacy', '/a/b', { host: 'shop.example:8443' }),
    to('shop-a', 'legacy', '/a/b', { host: 'shop.example.' }),
    to('exact', 'candidate', '/a/b', { host: 'other.shop.example' }),
    to('exact', 'candidate', '/a/b', { host: 'shop.example.org' }),
    to('exact', 'candidate', '/a/b', { host: '127.0.0.1:8000' }),
    to('exact', 'candidate', '/a/b', { host: '[::1]:8000' }),
    to('shop-cart', 'legacy', '/cart', { ...shop, method: 'PUT' }),
    to('shop', 'candidate', '/cart', shop),
    to('shop', 'candidate', '/admin/', shop),
  ),
  ...rows(
    'routes without legacy',
    to('new-only', 'candidate', '/api/'),
    to('new-only', 'candidate', '/api/x?y'),
    to('unclaimed', 'legacy', '/api'),
  ),
  ...rows(
    'deny',
    shut('/admin/'),
    shut('/admin/users/7'),
    shut('/admin/', { method: 'DELETE' }),
    shut('/admin/', { headers: [['X-Original-URL', '/']] }),
    shut('/admin/', { headers: [['X-Rewrite-URL', '/']] }),
    shut('/admin/', { headers: [['X-HTTP-Method-Override', 'PUT']] }),
    shut('/x/1/internal'),
    to('unclaimed', 'legacy', '/x/1/internal', { method: 'POST' }),
    to('unclaimed', 'legacy', '/admin'),
    to('unclaimed', 'legacy', '/ADMIN/'),
    to('unclaimed', 'legacy', '/administration/'),
  ),
]
