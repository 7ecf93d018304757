import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import { EXIT_BY_CODE } from '../controller/src/cli/cli-error.ts'
import { EXIT } from '../controller/src/cli/exit-codes.ts'
import { createProgram } from '../controller/src/cli/program.ts'
import { CONTROLLER_ERROR_CODES, statusOf } from '../controller/src/errors.ts'
import { drainedAnswer } from '../controller/src/http/drained-schemas.ts'
import * as schemas from '../controller/src/http/schemas.ts'
import { statusAnswer, whyAnswer } from '../controller/src/http/status-schemas.ts'
import { ProxyError, type ProxyErrorCode } from '../strangler-proxy/src/errors.ts'

/** What a command tells of itself. */
interface Listed {
  readonly commands: readonly Listed[]
  readonly registeredArguments: readonly { readonly required: boolean; name(): string }[]
  /** For programs, not for people. */
  readonly _hidden?: boolean
  readonly options: readonly { readonly long?: string | undefined }[]
  name(): string
}

/** Where the toolkit's codes are defined. */
const DEFINITIONS = [
  'migration-plan/src/errors.ts',
  'comparison/src/errors.ts',
  'haproxy/src/errors.ts',
  'k8s/src/errors.ts',
  'strangler-proxy/src/errors.ts',
  'controller/src/errors.ts',
  'controller/src/cli/cli-error.ts',
]

const read = (file: string): Promise<string> => readFile(join(repository, file), 'utf8')

describe('docs/reference/errors.md', () => {
  interface Row {
    readonly code: string
    readonly http: string
    readonly exit: string
  }
  let rows: readonly Row[]
  before(async () => {
    const text = await read('docs/reference/errors.md')
    rows = [...text.matchAll(/^\| `(ERR_\w+)` \| (\S+) \| (\S+) \| [^|]+ \| [^|]+ \|$/gm)].map(
      ([, code = '', http = '', exit = '']) => ({ code, http, exit }),
    )
  })

  it('tells of every code that there is, once, and of none that there is not', async () => {
    const defined = new Set<string>()
    for (const file of DEFINITIONS)
      for (const [code] of (await read(file)).matchAll(/\bERR_[A-Z0-9_]*[A-Z0-9]\b/g)) defined.add(code)
    expect(rows.map(({ code }) => code)).to.have.members([...defined])
  })

  it('has the HTTP status and the exit code of each', () => {
    for (const { code, http, exit } of rows.filter((row) => row.code in EXIT_BY_CODE)) {
      const known = CONTROLLER_ERROR_CODES.find((own) => own === code)
      const expected = { code, http: known ? String(statusOf(known)) : '–', exit: String(EXIT_BY_CODE[code]) }
      expect({ code, http, exit }).to.deep.equal(expected)
    }
  })

  it('has the HTTP status of each of the proxy', () => {
    const own = rows.filter(({ code }) => code.startsWith('ERR_PROXY_'))
    expect(own.length).to.be.above(5)
    for (const { code, http } of own)
      expect({ code, http: Number(http) }).to.deep.equal({
        code,
        http: new ProxyError(code as ProxyErrorCode, '', '').status,
      })
  })
})

describe('docs/reference/cli.md', () => {
  const program = createProgram({ out: () => undefined, err: () => undefined, env: {}, cwd: '/' })
  let text: string
  before(async () => {
    text = await read('docs/reference/cli.md')
  })

  /** Commands that do something, by what is typed. */
  function commands(command: Listed, path: string): readonly (readonly [string, Listed])[] {
    if (command.commands.length === 0) return [[path, command]]
    const shown = command.commands.filter(({ _hidden: isHidden }) => isHidden !== true)
    return shown.flatMap((each) => commands(each, `${path} ${each.name()}`))
  }

  const section = (title: string): string => text.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''

  it('has a section of every command, and of no other', () => {
    const titles = [...text.matchAll(/^## (strangler .+)$/gm)].map(([, title]) => title)
    expect(titles).to.have.members(commands(program, 'strangler').map(([path]) => path))
  })

  for (const [path, command] of commands(program, 'strangler'))
    it(`shows how ${path} is called, by example`, () => {
      const [usage = ''] = /`strangler [^`]+`/.exec(section(path)) ?? []
      expect(usage).to.match(new RegExp(`^\`${path}\\b`))
      for (const { required, name } of command.registeredArguments.map((each) => ({
        required: each.required,
        name: each.name(),
      })))
        expect(usage).to.contain(required ? `<${name}>` : `[${name}]`)
      const own = command.options.filter(({ long }) => !['--url', '--token', '--json'].includes(long ?? ''))
      const flags = [...usage.matchAll(/--[\w-]+/g)].map(([flag]) => flag)
      expect(flags).to.have.members(own.map(({ long }) => long))
      expect(section(path)).to.match(/^```\n[^]+?^```$/m)
    })

  it('tells what every exit code means', () => {
    const codes = [...section('Exit codes').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
    expect(codes).to.have.members(Object.values(EXIT))
  })

  for (const [path, schema] of Object.entries({
    'strangler status': statusAnswer,
    'strangler why': whyAnswer,
    'strangler set': schemas.setWeightAnswer,
    'strangler rollback': schemas.rollbackAnswer,
    'strangler log': schemas.stepsAnswer,
    'strangler traffic': schemas.trafficAnswer,
    'strangler pin': schemas.pinAnswer,
    'strangler drained': drainedAnswer,
    'strangler plan reload': schemas.planAnswer,
  }))
    it(`names the fields of ${path} --json`, () => {
      const [, line = ''] = /^JSON: (.*)$/m.exec(section(path)) ?? []
      const fields = [...line.replaceAll(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)].map(([, field]) => field)
      expect(fields).to.have.members(Object.keys(schema.shape))
    })
})
