import type { Side } from '@strangler/migration-plan'
import type { ServedRoute } from '../routing/served-route.ts'
import type { ServedSide } from '../routing/served-side.ts'
import type { Address } from './address.ts'
import type { Place } from './place.ts'

/** Where one request is, was, and may still go. It counts as in flight on the side where it is. */
export class Attempts {
  side: Side
  served: ServedSide
  address: Address | null = null
  private readonly route: ServedRoute
  /** Whether the other side may answer in this one's place. */
  private readonly mayCross: boolean
  private tried: readonly Address[] = NONE
  private isPlaced = false

  constructor(route: ServedRoute, side: Side, isPinned: boolean) {
    const served = route[side]
    if (!served) throw new TypeError(`route "${route.route.id}" has no ${side}`)
    this.route = route
    this.side = side
    this.served = served
    const { weight } = route.route
    this.mayCross = !isPinned && weight > 0 && weight < 100
    served.counts.inFlight++
  }

  /**
   * Goes to another address of the side, else of the other side if that has a share, else to the same ones again.
   * Undefined where none is up or has a place.
   */
  next(): Address | undefined {
    const address = this.find()
    if (!address) return undefined
    this.address = address
    this.tried = [...this.tried, address]
    this.isPlaced = this.route.places !== null
    this.route.places?.take(address)
    return address
  }

  /** Where it is, for those who are to know. */
  place(): Place {
    const { id: route, stage } = this.route.route
    const { side, served, address } = this
    return { route, stage, side, upstream: served.upstream, address: address?.origin ?? '' }
  }

  /** Whether waiting for a place makes sense. */
  isFull(): boolean {
    return this.served.isFull()
  }

  /** Gives its place back. */
  leave(): void {
    if (!this.isPlaced || !this.address) return
    this.isPlaced = false
    this.route.places?.leave(this.address)
  }

  private find(): Address | undefined {
    return this.served.next(this.tried) ?? this.findElsewhere() ?? this.findAgain()
  }

  private findElsewhere(): Address | undefined {
    // A user waits for their side, rather than see the other one's pages.
    if (!this.mayCross || (this.route.route.split.by === 'user' && this.served.isFull())) return undefined
    const side = this.side === 'legacy' ? 'candidate' : 'legacy'
    const other = this.route[side]
    const address = other?.next(this.tried)
    if (!other || !address) return undefined
    this.served.counts.inFlight--
    other.counts.inFlight++
    this.side = side
    this.served = other
    return address
  }

  private findAgain(): Address | undefined {
    if (this.tried.length === 0) return undefined
    this.tried = NONE
    return this.served.next(NONE)
  }
}

const NONE: readonly Address[] = []
