import type { Batch, Report } from '@strangler/comparison'
import type { Learned } from './shadowing.ts'

/** As many batches wait for somebody to fetch them, and as much of them, in bytes of JSON. */
const MOST_BATCHES = 60
const MOST_BYTES = 64 * 1024 * 1024

/** What was learned by comparing, kept until somebody has it. */
export interface Outbox {
  /** All that is not acknowledged: batches up to `acknowledged` are dropped. */
  readonly report: (acknowledged: number) => Promise<Report>
}

export function createOutbox(instance: string, learn: () => Promise<readonly Learned[]>): Outbox {
  let kept: { readonly batch: Batch; readonly bytes: number }[] = []
  let last = 0
  let dropped = 0

  function keep(learned: readonly Learned[]): void {
    const content = {
      findings: learned.flatMap(({ findings }) => findings),
      signatures: learned.flatMap(({ signatures }) => signatures),
      examples: learned.flatMap(({ examples }) => examples),
      shed: learned.flatMap(({ shed }) => shed),
    }
    if (Object.values(content).every((list) => list.length === 0)) return
    const batch: Batch = { number: ++last, ...content }
    kept.push({ batch, bytes: JSON.stringify(batch).length })
    while (kept.length > MOST_BATCHES || kept.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES) {
      kept.shift()
      dropped++
    }
  }

  return {
    async report(acknowledged) {
      kept = kept.filter(({ batch }) => batch.number > acknowledged)
      keep(await learn())
      return { instance, batches: kept.map(({ batch }) => batch), dropped }
    },
  }
}
