import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { renderHttpRoutes } from '../src/index.ts'
import {
  buildAll,
  ENVIRONMENTS,
  findKubectl,
  titleOf,
  type Environment,
  type Manifest,
} from './support/manifests.ts'
import { podsOf, selects, type Pods } from './support/pods.ts'
import { isLet } from './support/policies.ts'
import { postureFaults } from './support/posture.ts'
import { configReferences, danglingReferences } from './support/references.ts'
import { OPTIONS, tableOf } from './support/tables.ts'
import { modelOf, typeFaults } from './support/typed.ts'

/** What is made by hand, by environment, before anything is applied: docs/operate/deploy-to-a-cluster.md. */
const SECRETS = {
  'monolith-database': ['url'],
  'users-database': ['url'],
  'strangler-database': ['url'],
  'strangler-tokens': ['operator', 'viewer'],
  'token-signing-key': ['signing.json'],
  'token-public-keys': ['keys.json'],
  'shadow-key': ['key'],
  'pin-key': ['key'],
}
const OF_LOCAL = { ...SECRETS, postgres: ['password'] }

/** Who must reach whom, and who must not. */
const WAYS: readonly (readonly [from: string, to: string, port: number, may: boolean])[] = [
  ['frontend', 'users', 8302, true],
  ['frontend', 'thoughts', 8203, true],
  ['frontend', 'thoughts', 8303, true],
  ['strangler-proxy', 'monolith', 8100, true],
  ['strangler-proxy', 'users', 8202, true],
  ['strangler-proxy', 'users', 8302, false],
  ['controller', 'strangler-proxy', 8081, true],
  ['frontend', 'strangler-proxy', 8081, false],
  ['frontend', 'controller', 8090, false],
  ['static', 'users', 8302, false],
  ['thoughts', 'users', 8202, false],
  ['monolith', 'frontend', 8201, false],
]

const copyOf = (manifest: Manifest): Record<string, Record<string, unknown>> =>
  structuredClone(manifest) as unknown as Record<string, Record<string, unknown>>

describe('the manifests of k8s/', function () {
  this.timeout(60_000)
  const all = new Map<Environment, readonly Manifest[]>()
  const of = (environment: Environment): readonly Manifest[] => all.get(environment) ?? []
  const pod = (environment: Environment, name: string): Pods =>
    podsOf(of(environment)).find((pods) => pods.name === name)!
  const find = (environment: Environment, title: string): Manifest =>
    of(environment).find((manifest) => titleOf(manifest) === title)!

  before(function () {
    const kubectl = findKubectl()
    if (kubectl === null) {
      process.stderr.write('    skipped: there is no kubectl, which has kustomize in it; see make kubectl\n')
      return this.skip()
    }
    for (const environment of ENVIRONMENTS) all.set(environment, buildAll(kubectl, environment))
  })

  it('are literals of their types, all of them', () => {
    const manifests = ENVIRONMENTS.flatMap(of)
    expect(manifests.length).to.be.above(150)
    expect(typeFaults(manifests)).to.deep.equal([])
  })

  it('fail on a planted typo, of an optional field too', () => {
    const deployment = copyOf(find('production', 'Deployment monolith'))
    deployment['spec']!['replicaz'] = 2
    const { routes } = renderHttpRoutes(tableOf({ routes: [] }), OPTIONS)
    const [route] = structuredClone(routes) as unknown as [{ spec: { rules: { wieght?: number }[] } }]
    route.spec.rules[0]!.wieght = 5
    const faults = typeFaults([deployment, route] as unknown as readonly Manifest[])
    expect(faults).to.have.length(2)
    expect(faults[0]).to.match(/^Deployment monolith: .*'"replicaz"' does not exist in type/)
    expect(faults[1]).to.match(/^HTTPRoute test\.unclaimed: .*'"wieght"' does not exist in type/)
  })

  it('hold what their schemas ask for', async () => {
    for (const manifest of ENVIRONMENTS.flatMap(of)) {
      const models = (await import(modelOf(manifest))) as Readonly<
        Record<string, new (data: unknown) => { validate: () => void }>
      >
      const Model = models[manifest.kind]!
      expect(() => new Model(manifest).validate(), titleOf(manifest)).not.to.throw()
    }
  })

  for (const environment of ENVIRONMENTS)
    describe(`of ${environment}`, () => {
      const secrets = environment === 'local' ? OF_LOCAL : SECRETS

      it('refer to nothing that is not there', () => {
        expect(danglingReferences(of(environment), secrets)).to.deep.equal([])
      })

      it('need each Secret that is made by hand, and hold none', () => {
        const used = podsOf(of(environment)).flatMap(configReferences)
        const keys = used.flatMap(({ kind, name, key }) =>
          kind === 'Secret' ? [`${name} ${key ?? ''}`] : [],
        )
        expect(new Set(keys)).to.deep.equal(
          new Set(Object.entries(secrets).flatMap(([name, all]) => all.map((key) => `${name} ${key}`))),
        )
        expect(of(environment).map(({ kind }) => kind)).not.to.include('Secret')
      })

      it('run nothing as root, without limits or probes, or with more rights than it needs', () => {
        expect(podsOf(of(environment)).flatMap(postureFaults)).to.deep.equal([])
      })

      it('let those talk to each other that must, and nobody else', () => {
        for (const [from, to, port, may] of WAYS)
          expect(
            isLet(of(environment), pod(environment, from), pod(environment, to), port),
            `${from} to ${to}:${port}`,
          ).to.equal(may)
      })

      it('are all in the namespace of the environment, which is restricted', () => {
        const namespace = find(
          environment,
          `Namespace mythoughts${environment === 'staging' ? '-staging' : ''}`,
        )
        expect(JSON.stringify(namespace.metadata)).to.contain(
          '"pod-security.kubernetes.io/enforce":"restricted"',
        )
        for (const manifest of of(environment)) {
          if (manifest.kind === 'Namespace') continue
          expect(manifest.metadata.namespace, titleOf(manifest)).to.equal(namespace.metadata.name)
          for (const [, other] of JSON.stringify(manifest).matchAll(/"namespace":"([^"]+)"/g))
            expect(other, titleOf(manifest)).to.equal(namespace.metadata.name)
        }
      })
    })

  it('keep every Pod that serves users from going all at once, in production', () => {
    const budgets = of('production').filter(({ kind }) => kind === 'PodDisruptionBudget')
    for (const name of ['monolith', 'frontend', 'users', 'thoughts', 'static', 'controller']) {
      const pods = pod('production', name)
      expect(
        budgets.some((budget) =>
          selects((budget as unknown as { spec: { selector: object } }).spec.selector, pods),
        ),
        name,
      ).to.equal(true)
      expect(pods.spec.topologySpreadConstraints, name).to.have.length(1)
    }
  })

  it('find what is planted: a wrong port, key, selector and root', () => {
    const planted = (title: string, from: string, to: string): readonly Manifest[] => {
      const text = JSON.stringify(find('production', title))
      expect(text).to.contain(from)
      const changed = JSON.parse(text.replace(from, to)) as Manifest
      return [...of('production').filter((manifest) => titleOf(manifest) !== title), changed]
    }
    const faultsOf = (manifests: readonly Manifest[]): readonly string[] => [
      ...danglingReferences(manifests, SECRETS),
      ...podsOf(manifests).flatMap(postureFaults),
    ]
    expect(
      faultsOf(planted('Service users', '"targetPort":"internal"', '"targetPort":"inner"')),
    ).to.deep.equal(['Service users: no container has a port inner'])
    expect(faultsOf(planted('Deployment users', '"key":"HOST"', '"key":"HOSTS"'))[0]).to.match(
      /^Deployment users: ConfigMap shared-config-\w+ has no key HOSTS$/,
    )
    expect(
      faultsOf(planted('Deployment users', '"name":"users-database"', '"name":"user-database"')),
    ).to.deep.equal(['Deployment users: there is no Secret user-database'])
    expect(
      faultsOf(
        planted(
          'PodDisruptionBudget users',
          '"app.kubernetes.io/name":"users"}}',
          '"app.kubernetes.io/name":"user"}}',
        ),
      ),
    ).to.have.length(1)
    expect(
      faultsOf(planted('Deployment users', '"runAsNonRoot":true', '"runAsNonRoot":false')),
    ).to.deep.equal(['Deployment users may run as root'])
  })

  it('carry the plan of the worked example as it is', () => {
    const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')
    expect(read('../base/apps/plan.yaml')).to.equal(read('../../migration-plan/plans/mythoughts.yaml'))
  })
})
