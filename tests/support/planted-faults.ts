import type { PassingAnswer } from './fault-planter.ts'

/** A fault of the candidate: what it befalls, and as what comparing is to name it. */
export interface PlantedFault {
  readonly name: string
  readonly route: string
  readonly path: string
  readonly spoil: (answer: PassingAnswer) => PassingAnswer
  /** Kind and place; null: the answers do not differ, but in the time that they take. */
  readonly difference: string | null
}

const CARD = /<div class="card mb-2">.*?<\/p>\s*<\/div>\s*<\/div>\s*/gs
const PASSWORD_FIELD = /<div class="form-group">\s*<input[^>]*id="inputPassword"[^>]*>\s*<\/div>/

const inText =
  (change: (text: string) => string) =>
  (answer: PassingAnswer): PassingAnswer => ({
    ...answer,
    body: Buffer.from(change(answer.body.toString())),
  })
const inHeader =
  (name: string, change: (value: string) => readonly string[]) =>
  (answer: PassingAnswer): PassingAnswer => ({
    ...answer,
    headers: answer.headers.flatMap(([own, value]) =>
      own.toLowerCase() === name ? change(value).map((changed) => [own, changed] as const) : [[own, value]],
    ),
  })

/** Twelve, each on a route of its own. */
export const PLANTED: readonly PlantedFault[] = [
  {
    name: 'wrong status',
    route: 'rest',
    path: '/nowhere',
    spoil: (answer) => ({ ...answer, status: 500 }),
    difference: 'status status 404 500',
  },
  {
    name: 'missing header',
    route: 'new-thought',
    path: '/thoughts/new',
    spoil: inHeader('x-frame-options', () => []),
    difference: 'header-missing header:x-frame-options',
  },
  {
    name: 'cookie attribute',
    route: 'logout',
    path: '/logout/',
    spoil: inHeader('set-cookie', (value) => [value.replace(/^(session=.*; ?)Path=\//i, '$1Path=/logout/')]),
    difference: 'cookie-attribute cookie:session@path',
  },
  {
    name: 'swapped order',
    route: 'list',
    path: '/thoughts/',
    spoil: inText((text) => {
      const [first = '', second = ''] = text.match(CARD) ?? []
      return text.replace(first + second, second + first)
    }),
    difference: 'order $.html.body.div',
  },
  {
    name: 'escaped twice',
    route: 'search',
    path: '/search',
    spoil: inText((text) => text.replaceAll('&#x27;', '&amp;#x27;')),
    difference: 'escaped-twice $.html.body.div.div[*].div.p',
  },
  {
    name: 'off by one hour',
    route: 'root',
    path: '/',
    spoil: inText((text) => text.replace('9:53 a.m.', '10:53 a.m.')),
    difference: 'time $.html.body.div.div[*].div.h5.small',
  },
  {
    name: 'missing element',
    route: 'login',
    path: '/login/',
    spoil: inText((text) => text.replace(PASSWORD_FIELD, '')),
    difference: 'element-missing $.html.body.div.form.fieldset.div[*]',
  },
  {
    name: 'extra field of JSON',
    route: 'items',
    path: '/shop/items',
    spoil: inText((text) => text.replace('"id":2,', '"id":2,"margin":0.4,')),
    difference: 'field-extra $.items[*].margin',
  },
  {
    name: 'wrong type',
    route: 'prices',
    path: '/shop/prices',
    spoil: inText((text) => text.replace('"price":7', '"price":"7"')),
    difference: 'type $[*].price',
  },
  {
    name: 'slow by twice',
    route: 'report',
    path: '/shop/report',
    spoil: (answer) => ({ ...answer, delayMs: 80 }),
    difference: null,
  },
  {
    name: 'truncated body',
    route: 'export',
    path: '/shop/export',
    spoil: (answer) => ({ ...answer, breaksAfter: Math.ceil(answer.body.length / 2) }),
    difference: 'truncated-body body',
  },
  {
    name: 'wrong charset',
    route: 'static',
    path: '/static/bootstrap.css',
    spoil: inHeader('content-type', () => ['text/css; charset=iso-8859-1']),
    difference: 'charset header:content-type',
  },
]

/** Spoils what the candidate answers, each request by the fault that was planted for it. */
export function spoilPlanted(target: string, answer: PassingAnswer): PassingAnswer {
  const [path] = target.split('?')
  return PLANTED.find((fault) => fault.path === path)?.spoil(answer) ?? answer
}
