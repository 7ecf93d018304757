/** A request for a page. It is refused with 4xx or, where `mayPass`, answered like any other. */
export interface HostilePage {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly mayPass?: boolean
  /** The legacy contract says 500. */
  readonly legacyFails?: boolean
}

/** Cookies of a browser that is logged in, without `csrftoken`. */
type Cookies = Readonly<Record<string, string>>

/** Mask and secret. */
const CSRF = 'a'.repeat(32) + 'a'.repeat(32)
const OTHER_CSRF = 'a'.repeat(32) + 'b'.repeat(32)
const MEGABYTE = 1024 * 1024
const FORM = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data; boundary=b'
const FIELD = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
const FILE = '--b\r\nContent-Disposition: form-data; name="a"; filename="x"\r\n\r\nx'

export function hostilePages(loggedIn: Cookies): readonly HostilePage[] {
  const forms = [
    ...hostileForms('/login/', loggedIn),
    ...hostileForms('/thoughts/new', loggedIn).filter(({ body = '' }) => body.length < MEGABYTE),
  ]
  return [...queries(loggedIn), ...cookies(), ...forms, ...values(loggedIn), ...forgeries(), ...files()]
}

function queries(loggedIn: Cookies): readonly HostilePage[] {
  const search = (name: string, query: string, rest: Partial<HostilePage> = {}): HostilePage => ({
    name: `search for ${name}`,
    method: 'GET',
    path: `/search${query}`,
    headers: { cookie: headerOf(loggedIn) },
    ...rest,
  })
  return [
    search('nothing', '', { legacyFails: true }),
    search('other things', '?query=x&search[]=x', { legacyFails: true }),
    search('NUL', '?search=%00', { legacyFails: true }),
    search('bytes that are no text', '?search=%ff%fe%c0%80', { mayPass: true }),
    search('broken escapes', '?search=%&%zz=%1', { mayPass: true }),
    search('wildcards', `?search=${'%25_%5C'.repeat(500)}`, { mayPass: true }),
    search('a lot', `?search=${'x'.repeat(12_000)}`, { mayPass: true }),
    search('markup', '?search=<script>alert(1)</script>'.replaceAll('<', '%3C'), { mayPass: true }),
  ]
}

function cookies(): readonly HostilePage[] {
  const rows: readonly (readonly [string, string])[] = [
    ['a session that is no number', 'session=bruce'],
    ['a session with a NUL, escaped', 'session="1\\000"'],
    ['a negative session', 'session=-1'],
    ['a session of 81 digits', `session=${'9'.repeat(81)}`],
    ['SQL for a session', "session=1' or '1'='1"],
    ['broken pairs', ';;=;a;=b; ;session'],
    ['names of the language', '__proto__=1; constructor=2; toString=3'],
    ['raw bytes', 'session=\xff\xfe; csrftoken=\xff'],
    ['a CSRF token of the wrong length', `csrftoken=${'a'.repeat(63)}`],
    ['hundreds', Array.from({ length: 500 }, (_, at) => `c${at}=1`).join('; ')],
    ['a session token of nonsense', 'session=1; session_token=a.b.c'],
  ]
  return ['/', '/login/', '/logout/', '/search?search=x'].flatMap((path) =>
    rows.map(([name, cookie]) => ({
      name: `${path} with ${name}`,
      method: 'GET',
      path,
      headers: { cookie },
      mayPass: true,
    })),
  )
}

function hostileForms(path: string, loggedIn: Cookies): readonly HostilePage[] {
  const page = (name: string, type: string, body: string, rest: Partial<HostilePage> = {}): HostilePage => ({
    name: `${path} with ${name}`,
    method: 'POST',
    path,
    headers: {
      cookie: headerOf({ ...loggedIn, csrftoken: CSRF }),
      'x-csrftoken': CSRF,
      'content-type': type,
    },
    body,
    ...rest,
  })
  const passing = { mayPass: true }
  return [
    page('a file that breaks off', MULTIPART, FILE),
    page('a field that breaks off', MULTIPART, FIELD.trimEnd()),
    page('a head that breaks off', MULTIPART, '--b\r\nContent-Dispo'),
    page('no parts', MULTIPART, ''),
    page('no boundary', 'multipart/form-data', FIELD),
    page('an endless boundary', `multipart/form-data; boundary=${'b'.repeat(5000)}`, FIELD),
    page('text in place of parts', MULTIPART, 'x'),
    page('5000 parts', MULTIPART, `${FIELD.repeat(5000)}--b--`),
    page('5000 files', MULTIPART, `${`${FILE}\r\n`.repeat(5000)}--b--`, passing),
    page('200,000 fields', FORM, 'a&'.repeat(200_000)),
    page('3 MB', FORM, `a=${'x'.repeat(3_000_000)}`),
    page('10 MB', FORM, `a=${'x'.repeat(10_485_760)}`),
    page(
      'a part without a name',
      MULTIPART,
      '--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--',
      passing,
    ),
    page('5000 headers in a part', MULTIPART, `--b\r\n${'A: b\r\n'.repeat(5000)}\r\nx\r\n--b--`, passing),
    page(
      'an unknown charset',
      MULTIPART,
      `${FIELD.replace('\r\n\r\n', '\r\nContent-Type: text/plain; charset=x\r\n\r\n')}--b--`,
      passing,
    ),
    page('broken escapes', FORM, '%zz=%&a=%ff&=', passing),
    page('JSON', 'application/json', '{"username":1,"password":{}}', passing),
    page('XML', 'application/xml', '<a/>', passing),
    page('an unreadable type', ';;;/', 'a=b', passing),
  ]
}

function values(loggedIn: Cookies): readonly HostilePage[] {
  const page = (
    name: string,
    path: string,
    fields: string,
    rest: Partial<HostilePage> = {},
  ): HostilePage => ({
    name: `${path} with ${name}`,
    method: 'POST',
    path,
    headers: { cookie: headerOf({ ...loggedIn, csrftoken: CSRF }), 'content-type': FORM },
    body: `csrfmiddlewaretoken=${CSRF}&${fields}`,
    ...rest,
  })
  return [
    page('a NUL in the text', '/thoughts/new', 'text=a%00b', { legacyFails: true }),
    page('251 characters', '/thoughts/new', `text=${'x'.repeat(251)}`, { legacyFails: true }),
    page('a megabyte of text', '/thoughts/new', `text=${'x'.repeat(1_000_000)}`, { legacyFails: true }),
    // The framework hands it on, and PostgreSQL knows no NUL: the same fault as in a text.
    page('a NUL in the name', '/login/', 'username=a%00&password=b', { legacyFails: true }),
    page('a NUL in the password', '/login/', 'username=nobody&password=b%00', { mayPass: true }),
    page('an endless name', '/login/', `username=${'x'.repeat(100_000)}&password=b`, { mayPass: true }),
    page('an endless password', '/login/', `username=nobody&password=${'x'.repeat(2_000_000)}`, {
      mayPass: true,
    }),
    page('no fields', '/login/', '', { mayPass: true }),
  ]
}

function forgeries(): readonly HostilePage[] {
  const paths = ['/', '/login/', '/logout/', '/thoughts/', '/thoughts/new', '/search']
  const sent: readonly (readonly [string, Record<string, string>, string])[] = [
    ['no CSRF token', {}, ''],
    ['only the cookie', { cookie: `csrftoken=${CSRF}` }, 'a=b'],
    ['only the field', {}, `csrfmiddlewaretoken=${CSRF}`],
    ['the token of another secret', { cookie: `csrftoken=${CSRF}` }, `csrfmiddlewaretoken=${OTHER_CSRF}`],
    ['an endless token', { cookie: `csrftoken=${CSRF}` }, `csrfmiddlewaretoken=${'a'.repeat(100_000)}`],
  ]
  return paths.flatMap((path) => [
    ...sent.map(([name, headers, body]) => ({
      name: `${path} with ${name}`,
      method: 'POST',
      path,
      headers: { ...headers, 'content-type': FORM },
      body,
    })),
    ...['PUT', 'PATCH', 'DELETE', 'PROPFIND'].map((method) => ({
      name: `${method} ${path}`,
      method,
      path,
      headers: {},
    })),
  ])
}

function files(): readonly HostilePage[] {
  const paths = [
    '../../etc/passwd',
    '%2e%2e/%2e%2e/etc/passwd',
    '..%2f..%2fetc/passwd',
    '%00',
    'bootstrap.css%00',
    '%zz',
  ]
  const more = [
    '..%5c..%5cetc',
    'bootstrap.css/',
    '',
    'nothing.css',
    '.%2e/%2e./package.json',
    'x'.repeat(8000),
  ]
  const headers = [
    { range: 'bytes=99999999999-' },
    { range: 'bytes=-1,-2,0-,x' },
    { 'if-modified-since': 'never' },
  ]
  return [
    ...[...paths, ...more].map((path) => ({
      name: `/static/${path.slice(0, 40)}`,
      method: 'GET',
      path: `/static/${path}`,
      headers: {},
    })),
    ...[...headers, { 'accept-encoding': ';q=x,,br;q=9' }].map((sent) => ({
      name: `the style sheet with ${JSON.stringify(sent)}`,
      method: 'GET',
      path: '/static/bootstrap.css',
      headers: sent,
      mayPass: true,
    })),
    { name: 'DELETE of the style sheet', method: 'DELETE', path: '/static/bootstrap.css', headers: {} },
  ]
}

function headerOf(jar: Cookies): string {
  return Object.entries(jar)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
}
