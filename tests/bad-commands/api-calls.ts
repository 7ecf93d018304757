/** A call that must be refused: the operator's, with JSON, if it does not say otherwise. */
export interface BadCall {
  readonly what: string
  /** Below `/api/v1`. */
  readonly call: readonly [method: string, path: string]
  readonly body?: string
  readonly type?: string
  /** Null: none is sent. */
  readonly token?: string | null
  readonly status: number
  readonly code: string
  readonly says: RegExp
}

export const VIEWER_TOKEN = 'a-viewer-reads-only'
export const WRONG_TOKEN = 'nobody-was-given-this'

const setSearch = ['PUT', '/routes/search/weight'] as const
const rollback = ['POST', '/rollback'] as const
const invalid = { status: 400, code: 'ERR_REQUEST_INVALID' }
const unknown = { status: 404, code: 'ERR_ROUTE_UNKNOWN' }
const fixed = { status: 409, code: 'ERR_ROUTE_NOT_MOVABLE' }
const anonymous = { status: 401, code: 'ERR_REQUEST_NO_TOKEN' }
const forbidden = { status: 403, code: 'ERR_REQUEST_FORBIDDEN' }

const badWeights: readonly BadCall[] = Object.entries({
  'a weight of 101': ['{"weight":101}', /weight.*100/],
  'a weight below 0': ['{"weight":-1}', /weight.*0/],
  'half a percent': ['{"weight":0.5}', /weight.*int/],
  'a weight in words': ['{"weight":"all"}', /weight/],
  'no weight': ['{}', /weight/],
  'an unknown key': ['{"weight":50,"force":true}', /force/],
  'a reason of two lines': ['{"weight":50,"reason":"a\\nb"}', /reason.*line/],
} as const).map(([what, [body, says]]) => ({ what, call: setSearch, body, says, ...invalid }))

export const badCalls: readonly BadCall[] = [
  ...badWeights,
  {
    what: 'an unknown route',
    call: ['PUT', '/routes/serch/weight'],
    says: /did you mean "search"/,
    ...unknown,
  },
  { what: 'a denied route', call: ['PUT', '/routes/admin/weight'], says: /"admin".*denied/, ...fixed },
  {
    what: 'a route without legacy',
    call: ['PUT', '/routes/api-login/weight'],
    says: /"api-login"/,
    ...fixed,
  },
  {
    what: 'broken JSON',
    call: setSearch,
    body: '{"weight":50',
    status: 400,
    code: 'ERR_REQUEST_MALFORMED',
    says: /JSON/,
  },
  {
    what: 'no JSON',
    call: setSearch,
    body: 'weight=50',
    type: 'application/x-www-form-urlencoded',
    status: 415,
    code: 'ERR_REQUEST_MEDIA_TYPE',
    says: /JSON/,
  },
  {
    what: 'the wrong method',
    call: ['POST', '/routes/search/weight'],
    status: 405,
    code: 'ERR_REQUEST_METHOD',
    says: /use PUT/,
  },
  { what: 'no token', call: setSearch, token: null, says: /no token/, ...anonymous },
  { what: 'a wrong token', call: setSearch, token: WRONG_TOKEN, says: /not known/, ...anonymous },
  { what: "a viewer's step", call: setSearch, token: VIEWER_TOKEN, says: /viewer.*operator/, ...forbidden },
  { what: "a viewer's rollback", call: rollback, token: VIEWER_TOKEN, says: /viewer/, ...forbidden },
  { what: "a viewer's plan", call: ['POST', '/plan'], token: VIEWER_TOKEN, says: /viewer/, ...forbidden },
  {
    what: 'a rollback of an unknown route',
    call: rollback,
    body: '{"route":"serch"}',
    says: /did you mean/,
    ...unknown,
  },
]
