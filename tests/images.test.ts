import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { expect } from 'chai'

const TARGETS = ['monolith', 'frontend', 'users', 'thoughts', 'static', 'proxy', 'controller', 'edge']

describe('the Dockerfile', () => {
  const text = readFileSync(join(repository, 'Dockerfile'), 'utf8')

  it('has a target of each process, which is not root, is told to stop, and is looked after', () => {
    for (const target of TARGETS) {
      const stage = new RegExp(`^FROM \\S+ AS ${target}\\n((?:(?!^FROM).*\\n)*)`, 'm').exec(text)?.[1] ?? ''
      expect(stage, target).to.match(/^USER 65532:65532$/m)
      expect(stage, target).to.match(/^STOPSIGNAL SIG/m)
      expect(stage, target).to.match(/^HEALTHCHECK .* CMD \["/m)
      expect(stage, target).to.contain('org.opencontainers.image.revision="${VERSION_SHA}"')
      expect(stage, target).not.to.match(/^RUN /m)
    }
  })

  it('gives Node no option that it does not know', () => {
    const commands = [...text.matchAll(/^CMD (\[.*\])$/gm)].map(
      ([, list = '']) => JSON.parse(list) as string[],
    )
    const options = commands.flatMap((list) => list.filter((part) => part.startsWith('--')))
    expect(options).not.to.deep.equal([])
    const { status, stderr } = spawnSync(process.execPath, [...options, '--version'], { encoding: 'utf8' })
    expect(status, stderr).to.equal(0)
  })
})

describe('what the Dockerfile copies', () => {
  const read = (file: string): string => readFileSync(join(repository, file), 'utf8')
  const text = read('Dockerfile')
  const { workspaces } = JSON.parse(read('package.json')) as { readonly workspaces: readonly string[] }

  it('has the manifest of every package, without which none can be installed', () => {
    for (const folder of workspaces)
      expect(text).to.contain(`\nCOPY ${folder}/package.json ${folder}/package.json\n`)
  })

  it('has for each image the packages of ours that its process needs', () => {
    const manifests = new Map(
      workspaces.map((folder) => {
        const { name, dependencies = {} } = JSON.parse(read(`${folder}/package.json`)) as {
          readonly name: string
          readonly dependencies?: Readonly<Record<string, string>>
        }
        return [name, { folder, needs: Object.keys(dependencies) }] as const
      }),
    )
    for (const [, target = '', stage = ''] of text.matchAll(
      /^FROM manifests AS build-(\S+)\n((?:(?!^FROM).*\n)*)/gm,
    )) {
      const installed = /--workspace=(\S+)/.exec(stage)?.[1]
      const own = [...manifests.values()].find(({ folder }) => folder === installed)
      const needed = own?.needs.flatMap((name) => manifests.get(name)?.folder ?? []) ?? []
      for (const folder of [installed, ...needed])
        expect(stage, target).to.contain(`\nCOPY ${folder ?? ''} ${folder ?? ''}\n`)
    }
  })
})
