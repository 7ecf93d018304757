import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { repository } from '@strangler/demo'
import * as legacyAnswers from '../../../monolith/src/django/answers.ts'
import * as ownAnswers from '../src/django/answers.ts'

const monolith = join(repository, 'monolith/src')
const frontend = join(repository, 'services/frontend/src')

/** The frontend's answers carry more cookies and headers. */
const DIFFERS = 'answers.ts'
const THOUGHT = /^import type \{ Thought \} from '.*'$/m

type Answers = typeof legacyAnswers | typeof ownAnswers

const read = (root: string, file: string): string => readFileSync(join(root, file), 'utf8')

/** A function of a file as it is written. */
function functionOf(text: string, name: string): string {
  return new RegExp(`function ${name}\\([\\s\\S]*?\\n}\\n`).exec(text)?.[0] ?? `no ${name}`
}

describe('the copies of the framework', () => {
  for (const folder of ['django', 'templates'])
    for (const name of readdirSync(join(frontend, folder)).filter((one) => one !== DIFFERS))
      it(`${folder}/${name} equals the monolith's, byte for byte`, () => {
        const file = join(folder, name)
        expect(read(frontend, file)).to.equal(read(monolith, file))
      })

  it('are of every template', () => {
    const templates = (root: string) => readdirSync(join(root, 'templates'))
    expect(templates(frontend)).to.have.length.above(4).and.to.deep.equal(templates(monolith))
  })

  it("render the same: but for where a thought's type comes from, render.ts is one file", () => {
    const [copy, original] = [read(frontend, 'render.ts'), read(monolith, 'render.ts')]
    expect(copy).to.match(THOUGHT)
    expect(copy.replace(THOUGHT, '')).to.equal(original.replace(THOUGHT, ''))
  })

  for (const [name, copied, originally] of [
    ['createCsrf', 'context.ts', 'django/context.ts'],
    ['passesCsrf', 'handle-request.ts', 'django/handle-request.ts'],
    ['cookieOf', 'handle-request.ts', 'django/handle-request.ts'],
  ] as const)
    it(`${name} equals the monolith's, byte for byte`, () => {
      const copy = functionOf(read(frontend, copied), name)
      expect(copy)
        .to.contain('return')
        .and.to.equal(functionOf(read(monolith, originally), name))
    })

  for (const [name, make] of [
    ['page', ({ page }: Answers) => page('text')],
    ['formPage', ({ formPage }: Answers) => formPage('text')],
    ['redirect', ({ redirect }: Answers) => redirect('/a', ['b=c'])],
    ['movedPermanently', ({ movedPermanently }: Answers) => movedPermanently('/a/')],
    ['frameworkPage', ({ frameworkPage }: Answers) => frameworkPage(404, 'text')],
  ] as const)
    it(`${name} answers as the monolith's does`, () => {
      expect({ cookies: [], ...make(ownAnswers) }).to.deep.equal({ cookies: [], ...make(legacyAnswers) })
    })
})
