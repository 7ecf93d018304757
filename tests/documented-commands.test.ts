import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import { createProgram } from '../controller/src/cli/program.ts'

/** A call as a page shows it, from the word behind `strangler` on. */
interface Shown {
  readonly page: string
  readonly words: readonly string[]
}

type Command = ReturnType<typeof createProgram>

const program = createProgram({ out: () => undefined, err: () => undefined, env: {}, cwd: '/' })

describe('every call of strangler that a page shows', () => {
  it('is one of a command and of options that there are', async () => {
    const pages = await pagesOf(repository)
    const calls = (await Promise.all(pages.map(callsOf))).flat()
    expect(calls).to.have.length.above(100)
    const wrong = calls.flatMap((call) => {
      const fault = faultOf(call.words)
      return fault === null ? [] : [`${call.page}: strangler ${call.words.join(' ')}: ${fault}`]
    })
    expect(wrong).to.deep.equal([])
  })
})

async function pagesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, 'docs'), { recursive: true })
  return ['README.md', ...names.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))]
}

async function callsOf(page: string): Promise<readonly Shown[]> {
  const text = await readFile(join(repository, page), 'utf8')
  return [...text.matchAll(/(?:^\$ |`|<\(|\()(?:npx )?strangler ([a-z-][^`\n|>#;)]*)/gm)].map(
    ([, call = '']) => ({
      page,
      words: call
        .replaceAll(/"[^"]*"|'[^']*'/g, 'text')
        .replaceAll(/[[\]]/g, '')
        .trim()
        .split(/\s+/),
    }),
  )
}

/** Why it cannot be called so; null where it can. */
function faultOf(words: readonly string[]): string | null {
  let command: Command = program
  let rest = [...words]
  for (let next = childOf(command, rest[0]); next; next = childOf(command, rest[0])) {
    command = next
    rest = rest.slice(1)
  }
  if (command.commands.length > 0 && rest[0]?.startsWith('-') === false) return `there is no ${rest[0]}`
  const known = [...command.options.flatMap(({ short, long }) => [short, long]), '--help', '--version']
  const unknown = rest.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=', 1)[0])
  const missing = unknown.find((option) => !known.includes(option))
  return missing === undefined ? null : `there is no ${missing}`
}

/** The command of that name below one; `compare` alone lists. */
function childOf(command: Command, name: string | undefined): Command | undefined {
  const found = command.commands.find((each) => each.name() === name)
  return (
    found ??
    (command.name() === 'compare' ? command.commands.find((each) => each.name() === 'list') : undefined)
  )
}
