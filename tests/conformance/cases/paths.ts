import { answered, asked, denied, refused, type Case, type Outcome } from '../case.ts'
import type { WorldRoute } from '../world.ts'

/** One denied folder, one moved, the rest at legacy: whoever misreads a path shows it. */
export const pathWorld: readonly WorldRoute[] = [
  { id: 'admin', match: { path: '/admin/*' }, deny: true },
  { id: 'moved', match: { path: '/moved/*' }, weight: 100 },
  { id: 'page', match: { path: '/page' }, weight: 100 },
]

const moved = answered('moved', 'candidate')
const page = answered('page', 'candidate')
const rest = answered('unclaimed', 'legacy')

const rows = (feature: string, outcome: Outcome, ...targets: readonly string[]): readonly Case[] =>
  targets.map((target) => ({ feature, asked: asked(target), outcome }))

export const pathCases: readonly Case[] = [
  ...rows(
    'canonical paths',
    moved,
    ...['/moved/', '/moved/x', '//moved/x', '/moved//x', '///moved///x', '/./moved/x', '/moved/./x'],
    ...[
      '/%6doved/x',
      '/m%6Fved/x',
      '/moved;v=1/x',
      '/moved;/x',
      '/;a/moved/x',
      '/moved/%20',
      '/moved/%C3%A9',
    ],
    ...[
      '/moved/a%3Fb',
      '/moved/+',
      "/moved/it's",
      '/moved/a:b@c',
      '/moved/(x)',
      '/moved/,=&$!*',
      '/moved/%80',
    ],
    ...[
      '/moved/...',
      '/moved/.hidden',
      '/moved/x.',
      '/moved/a..b',
      '/moved/?x=/../admin/',
      '/moved/?%2e%2e%2f',
    ],
  ),
  ...rows('canonical paths', page, '/page', '/page;x', '/p%61ge', '//page', '/./page', '/page?', '/page?a?b'),
  ...rows(
    'canonical paths',
    rest,
    '/page/',
    '/page/.',
    '/page%20',
    '/Page',
    '/%50age',
    '/moved',
    '/moved;x=1',
  ),
  ...rows(
    'deny cannot be slipped past',
    denied,
    ...[
      '/admin/',
      '//admin/',
      '/./admin/',
      '/admin//',
      '/admin/./x',
      '/admin;x=1/',
      '/;/admin/',
      '/%61dmin/',
    ],
    ...[
      '/admin/?x',
      '/.//;a/admin/x',
      '/admi%6e/%20',
      '/admin/.',
      '/admin/;x',
      '/admin;/;/',
      '/%61%64%6d%69%6e/',
    ],
  ),
  ...rows(
    'ambiguous paths are refused',
    refused,
    ...['/x/../admin/', '/x/%2e%2e/admin/', '/x/..;/admin/', '/x/..%2fadmin/', '/%2fadmin/', '/admin%2f'],
    ...['/admin/%00', '/..%5cadmin/', String.raw`/\admin/`, String.raw`/x\..\admin/`, '/admin%2e%2e/'],
    ...[
      '/%252e%252e/admin/',
      '/admin%3b/',
      '/%c0%ae%c0%ae/../admin/',
      '/moved/..',
      '/moved/../',
      '/..',
      '/../',
    ],
    ...['/moved/%2E', '/moved/%2F', '/moved/%5C', '/moved/%25', '/moved/%0a', '/moved/%0D%0A', '/moved/%7f'],
    ...['/%', '/%zz', '/a%0', '/moved/%', '/moved/%u0041', '/moved/..;x=1/y', '/moved/x#fragment'],
    ...[`/${'a'.repeat(8192)}`, `/moved/${'%61'.repeat(2800)}`],
  ),
  ...rows('the longest path', moved, `/moved/${'a'.repeat(8192 - '/moved/'.length)}`),
]
