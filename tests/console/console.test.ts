import { describeActing } from './acting.ts'
import { describeDifferences } from './differences.ts'
import { describeEntering } from './entering.ts'
import { describeLooks } from './looks.ts'
import { describeManyRoutes } from './many-routes.ts'
import { startScene, type Scene } from './scene.ts'
import { describeStaying } from './staying.ts'

describe('the console', function () {
  this.timeout(60_000)
  const started: { scene?: Scene } = {}
  before(async () => {
    started.scene = await startScene()
  })
  after(() => started.scene?.stop())

  const scene = (): Scene => started.scene as Scene
  describe('at its door', () => describeEntering(scene))
  describe('differences', () => describeDifferences(scene))
  describe('looks', () => describeLooks(scene))
  describe('acts', () => describeActing(scene))
  describe('stays true', () => describeStaying(scene))
  // Last, because it changes the plan.
  describe('many routes', () => describeManyRoutes(scene))
})
