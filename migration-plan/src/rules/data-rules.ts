import { quote, type Fault } from '../fault.ts'
import type { DataFile } from '../language/data-schema.ts'
import { chooseOneOf } from '../reading/did-you-mean.ts'
import type { DataDraft, PlanDraft } from '../reading/draft.ts'
import { awaited } from './order-rules.ts'

/** Each data set has an id of its own. */
export function dataIds({ data }: PlanDraft): readonly Fault[] {
  const owners = new Map<string, number>()
  return data.flatMap(({ at, own: { id } }): readonly Fault[] => {
    const owner = id === undefined ? undefined : owners.get(id)
    if (id !== undefined && owner === undefined) owners.set(id, at)
    return owner === undefined
      ? []
      : [
          {
            path: ['data', at, 'id'],
            what: `the id ${quote(id)} is that of data set number ${owner + 1} already`,
            remedy: 'give each data set an id of its own',
          },
        ]
  })
}

/** Data moves from one upstream that is defined to another. */
export function dataOwners({ data, upstreams }: PlanDraft): readonly Fault[] {
  const names = upstreams.map(({ name }) => name)
  const known = new Set(names)
  return data.flatMap(({ at, own }): readonly Fault[] => {
    const unknown = (['from', 'to'] as const).flatMap((key) => {
      const name = own[key]
      return name === undefined || known.has(name)
        ? []
        : [
            {
              path: ['data', at, key],
              what: `upstream ${quote(name)} is not defined`,
              remedy: chooseOneOf(name, names),
            },
          ]
    })
    return own.to !== undefined && own.from === own.to && unknown.length === 0
      ? [
          {
            path: ['data', at, 'to'],
            what: `the tables are to move from ${quote(own.to)} to itself`,
            remedy: 'name another upstream',
          },
        ]
      : unknown
  })
}

/** Whatever a data set waits for exists and can go live. */
export function dataPredecessors(draft: PlanDraft): readonly Fault[] {
  const check = awaited(draft)
  return draft.data.flatMap(({ at, own }) => check(own.after, ['data', at, 'after']))
}

/** A table is moved once: no two sets take it from, or bring it to, the same upstream, and none moves it on. */
export function dataTables({ data }: PlanDraft): readonly Fault[] {
  const taken = new Map<string, DataDraft>()
  return data.flatMap((set) =>
    (set.own.tables ?? []).flatMap((table, index): readonly Fault[] => {
      const claims = claimsOn(table, set.own)
      const rival = claims.map((claim) => taken.get(claim)).find((owner) => owner !== undefined)
      for (const claim of claims) taken.set(claim, set)
      if (!rival) return []
      const what =
        rival === set
          ? `the table ${quote(table)} is named twice`
          : `the table ${quote(table)} is moved by ${nameOf(rival)} already`
      return [{ path: ['data', set.at, 'tables', index], what, remedy: 'name it once' }]
    }),
  )
}

/** A table without schema is one of `public`, as PostgreSQL has it. */
function claimsOn(table: string, { from, to }: Partial<DataFile>): readonly string[] {
  const name = table.includes('.') ? table : `public.${table}`
  return [from, to].flatMap((upstream) => (upstream === undefined ? [] : [`${upstream} ${name}`]))
}

function nameOf({ at, own: { id } }: DataDraft): string {
  return id === undefined ? `data set number ${at + 1}` : quote(id)
}
