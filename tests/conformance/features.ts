import { behaviours } from '../wire/behaviours/index.ts'
import type { Behaviour, PlaneName } from '../wire/support/behaviour.ts'
import { worlds } from './worlds.ts'

export const PLANES = ['edge', 'proxy'] as const satisfies readonly PlaneName[]

/** A promise that is kept on the wire, as the suite has it. */
export type Promised = Pick<Behaviour, 'promise' | 'rule' | 'planes'>

/** What planes do, and how often each is shown to do it. */
export interface Feature {
  readonly name: string
  readonly shown: Readonly<Record<PlaneName, number>>
  readonly total: number
}

/** Decisions: every case of the suite is put to every plane. */
export const decisions: readonly (readonly [about: string, features: readonly Feature[]])[] = worlds.map(
  ({ about, cases }) => [
    about,
    [...Map.groupBy(cases, ({ feature }) => feature)].map(([name, { length: total }]) => ({
      name,
      shown: { edge: total, proxy: total },
      total,
    })),
  ],
)

const byFeature = [...Map.groupBy(behaviours, ({ feature }) => feature)]

export const onTheWire: readonly Feature[] = byFeature.map(([name, all]) => ({
  name,
  shown: { edge: countAt('edge', all), proxy: countAt('proxy', all) },
  total: all.length,
}))

export const promises: readonly (readonly [feature: string, promised: readonly Promised[]])[] = byFeature

export function isKeptBy(plane: PlaneName, { planes }: Promised): boolean {
  return planes?.only.includes(plane) !== false
}

function countAt(plane: PlaneName, all: readonly Promised[]): number {
  return all.filter((each) => isKeptBy(plane, each)).length
}
