import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ControllerClient } from '@strangler/controller'
import { connectController, repository, startSystem, type System } from '@strangler/demo'
import type { Browser } from 'playwright-core'
import { eventually } from '../support/eventually.ts'
import { launchChromium } from '../support/chromium.ts'
import { startFaultPlanter, type PassingAnswer } from '../support/fault-planter.ts'
import { startShop } from '../support/shop.ts'

/** The worked example beside a shop, both with faults, under traffic, and a browser to look at its console with. */
export interface Scene {
  readonly system: System
  readonly controller: ControllerClient
  readonly browser: Browser
  readonly console: string
  readonly tokens: Readonly<Record<'operator' | 'viewer', string>>
  readonly planFile: string
  readonly stop: () => Promise<void>
}

/** What a hostile answer tries; all of it would leave a mark on the window of the console. */
export const HOSTILE = `<script>top.planted = 1</script><img src="x" onerror="top.planted = 2"><svg onload="top.planted = 3"></svg><iframe srcdoc="<script>top.planted = 4</script>"></iframe>`

const PATHS = [
  '/search?search=seconds',
  '/login/',
  '/static/bootstrap.css',
  '/shop/items',
  '/shop/prices',
  '/nowhere',
]
const PAUSE_MS = 120

export async function startScene(): Promise<Scene> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).toReversed()) await each()
  }
  try {
    return await start(stops, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(stops: (() => Promise<unknown>)[], stop: () => Promise<void>): Promise<Scene> {
  const tokens = { operator: 'an-operator-of-the-tests', viewer: 'a-viewer-of-the-tests' }
  const folder = await mkdtemp(join(tmpdir(), 'console-'))
  stops.push(() => rm(folder, { recursive: true }))
  const shop = await startShop('secret')
  stops.push(() => shop.close())
  const spoiled = await startFaultPlanter(shop.url, spoilShop)
  stops.push(() => spoiled.close())
  const planFile = join(folder, 'plan.yaml')
  const example = await readFile(join(repository, 'migration-plan/plans/mythoughts.yaml'), 'utf8')
  const plan = planText(example, shop.url, spoiled.url)
  await writeFile(planFile, plan)
  const { operator: OPERATOR_TOKEN, viewer: VIEWER_TOKEN } = tokens
  const system = await startSystem(
    {
      ...{ front: 'haproxy', legacyUrl: null, databaseUrl: null },
      controllerEnv: { PLAN_FILE: planFile, OPERATOR_TOKEN, VIEWER_TOKEN },
    },
    () => undefined,
  )
  stops.push(() => system.stop())
  const frontend = await startFaultPlanter(system.ready.services.frontend, spoilPages)
  stops.push(() => frontend.close())
  await writeFile(planFile, plan.replace(/\$\{FRONTEND_URL[^}]*\}/, frontend.url))
  const controller = await connectController(system.contextFile)
  await controller.reloadPlan()
  const { url } = JSON.parse(await readFile(system.contextFile, 'utf8')) as { url: string }
  const traffic = startTraffic(system.ready.edge)
  stops.push(() => traffic.stop())
  for (const route of ['items', 'search']) await controller.shadow(route)
  const browser = await launchChromium()
  stops.push(() => browser.close())
  await eventually(async () => {
    const { routes } = await controller.comparisons()
    return ['items', 'search'].every((id) => routes.some(({ route, pairs }) => route === id && pairs > 3))
  })
  return { system, controller, browser, console: `${url}/console/`, tokens, planFile, stop }
}

function planText(plan: string, shop: string, spoiled: string): string {
  const routes = [
    '  - { id: items, match: { path: /shop/items }, legacy: shop, candidate: new-shop, phase: pilot }\n',
    '  - { id: prices, match: { path: /shop/prices }, legacy: shop, candidate: new-shop, phase: pilot, gates: { approval: manual } }\n',
  ]
  return plan
    .replace(/^ {2}compare:\n/m, '$&    sample: 100%\n')
    .replace(/^upstreams:\n/m, `$&  shop: { url: '${shop}' }\n  new-shop: { url: '${spoiled}' }\n`)
    .replace(/^routes:\n/m, `$&${routes.join('')}`)
}

function spoilShop(target: string, answer: PassingAnswer): PassingAnswer {
  if (!target.startsWith('/shop/items')) return answer
  return { ...answer, body: Buffer.from(answer.body.toString().replace('"ink"', '"blue ink"')) }
}

function spoilPages(target: string, answer: PassingAnswer): PassingAnswer {
  if (!target.startsWith('/search')) return answer
  return {
    ...answer,
    body: Buffer.from(answer.body.toString().replace('</body>', `<p>Sold out</p>${HOSTILE}</body>`)),
  }
}

/** Somebody who asks for one page after the other. */
function startTraffic(edge: string): { readonly stop: () => Promise<void> } {
  const over = new AbortController()
  const asking = (async () => {
    for (let at = 0; !over.signal.aborted; at++) {
      const answer = await fetch(edge + (PATHS[at % PATHS.length] ?? '/'), { redirect: 'manual' }).catch(
        () => null,
      )
      await answer?.arrayBuffer().catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  })()
  return {
    async stop() {
      over.abort()
      await asking
    },
  }
}
