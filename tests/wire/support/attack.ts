import { expect } from 'chai'
import { nameOf, type Behaviour, type PlaneName, type Wire } from './behaviour.ts'

/**
 * How a plane takes it. A status: refused with it, and the connection closed. `one`: passed on as one request, the
 * poison being its body, or cut off. `endless`: likewise, but the body goes on behind what came. `two`: the first
 * request ends where the client let it end for every server, and the second one is the client's own.
 */
export type Taken = number | 'one' | 'endless' | 'two'

/** Bytes that two servers could read as different requests. */
export interface Attack {
  readonly name: string
  readonly rule: string
  /** What is sent: to the path, and holding the poison, which is another whole request. */
  readonly bytes: (path: string, poison: string) => string
  readonly taken: Taken | Readonly<Record<PlaneName, Taken>>
}

/**
 * The behaviour that keeps the poison of an attack away from every upstream. The upstream reads as strictly as can be,
 * so that what reached it is nowhere read in another way.
 */
export function withstand(feature: string, attack: Attack): Behaviour {
  return {
    feature,
    rule: attack.rule,
    promise: `${attack.name} is ${outcomeOf(attack.taken)}`,
    async run(wire) {
      const taken = takenBy(attack, nameOf(wire.plane))
      const client = await wire.connect()
      client.write(attack.bytes(wire.path, `GET ${wire.path}poison HTTP/1.1\r\nHost: h\r\n\r\n`))
      if (typeof taken === 'number') await client.end()
      else if (taken === 'endless') await wire.reachedBy(1)
      else await client.until(taken === 'one' ? /ok$/ : /ok.+ok$/s)
      await expectServing(wire)
      expect(statusesOf(client.received()).join(), client.received()).to.equal(statusesFor(taken))
      const reached = wire.reached().filter(({ target }) => target !== `${wire.path}after`)
      const whole = reached.filter(({ isWhole }) => isWhole).map(({ target }) => target)
      expect(whole).to.deep.equal(targetsFor(taken).map((end) => wire.path + end))
      // A body is passed on while it comes: what turns out broken has begun, and is never completed.
      const begun = reached.filter(({ isWhole }) => !isWhole).map(({ target }) => target)
      expect(begun).to.be.deep.oneOf(
        taken === 'endless' ? [[wire.path]] : typeof taken === 'number' ? [[], [wire.path]] : [[]],
      )
      client.reset()
    },
  }
}

function takenBy({ taken }: Attack, plane: PlaneName): Taken {
  return typeof taken === 'object' ? taken[plane] : taken
}

function statusesFor(taken: Taken): string {
  if (typeof taken === 'number') return String(taken)
  return { one: '200', endless: '', two: '200,200' }[taken]
}

function targetsFor(taken: Taken): readonly string[] {
  if (typeof taken === 'number' || taken === 'endless') return []
  return taken === 'two' ? ['', 'poison'] : ['']
}

/** Later requests find the plane as it was; whatever the plane sent before them has arrived by then. */
export async function expectServing(wire: Wire): Promise<void> {
  const reply = await wire.ask(`GET ${wire.path}after HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
  expect(statusesOf(reply)).to.deep.equal([200])
}

/** Statuses of all answers in a reply, interim ones too. */
export function statusesOf(reply: string): readonly number[] {
  return [...reply.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status))
}

function outcomeOf(taken: Attack['taken']): string {
  if (typeof taken !== 'object') return told(taken)
  return `${told(taken.edge)} by the edge, ${told(taken.proxy)} by the proxy`
}

function told(taken: Taken): string {
  if (typeof taken === 'number') return `refused with ${taken}`
  return { one: 'passed on as one request', endless: 'awaited to its end', two: 'read as it stands' }[taken]
}
