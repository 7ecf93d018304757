import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { parseAllDocuments } from 'yaml'

interface Kustomization {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly path: string
    readonly sourceRef: { readonly name: string }
    readonly dependsOn?: readonly { readonly name: string }[]
    readonly wait?: boolean
    readonly healthChecks?: readonly { readonly name: string; readonly namespace: string }[]
  }
}

const read = (environment: string): readonly Kustomization[] =>
  parseAllDocuments(readFileSync(new URL(`../flux/${environment}.yaml`, import.meta.url), 'utf8')).map(
    (document) => document.toJS() as Kustomization,
  )

for (const [environment, namespace] of [
  ['staging', 'mythoughts-staging'],
  ['production', 'mythoughts'],
] as const)
  describe(`what Flux applies in ${environment}`, () => {
    const [source, foundation, migrations, apps] = read(environment)

    it('is in this repository, from one source', () => {
      for (const part of [foundation, migrations, apps]) {
        expect(
          existsSync(new URL(`../../${part?.spec.path ?? ''}/kustomization.yaml`, import.meta.url)),
        ).to.equal(true)
        expect(part?.spec.sourceRef.name).to.equal(source?.metadata.name)
      }
    })

    it('migrates before the code, and waits for that', () => {
      expect(apps?.spec.dependsOn).to.deep.equal([{ name: migrations?.metadata.name }])
      expect(migrations?.spec.dependsOn).to.deep.equal([{ name: foundation?.metadata.name }])
      expect([foundation?.spec.wait, migrations?.spec.wait]).to.deep.equal([true, true])
    })

    it('counts as well once every Deployment of the environment is', () => {
      const checked = apps?.spec.healthChecks ?? []
      expect(checked).to.have.length(7)
      for (const check of checked) expect(check.namespace).to.equal(namespace)
    })
  })
