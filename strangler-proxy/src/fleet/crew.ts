import type { RouteTable } from '@strangler/migration-plan'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { addReadings, atRest, type Reading } from '../reading.ts'
import { Member, type End } from './member.ts'

export interface CrewOptions {
  readonly workers: number
  /** What a worker serves from its first request on. */
  readonly table: () => RouteTable | null
  readonly log: Log
}

const START_WITHIN_MS = 30_000
const RESTART_AFTER_MS = 500
/** Longer than a worker takes to let requests finish. */
const STOP_WITHIN_MS = 12_000

/** Worker processes, each of which is replaced when it ends. */
export class Crew {
  private readonly options: CrewOptions
  private readonly members = new Map<number, Member>()
  /** Those that were started with a table, and so have to be told of others. */
  private readonly serving = new Set<Member>()
  private past: Reading = addReadings([])
  private isStopping = false

  constructor(options: CrewOptions) {
    this.options = options
  }

  /**
   * Starts all of them; gives the port where they listen.
   * @throws ProxyError ERR_PROXY_WORKERS where one does not start.
   */
  async start(): Promise<number> {
    try {
      const indexes = Array.from({ length: this.options.workers }, (_, index) => index)
      const [port = 0] = await Promise.all(indexes.map((index) => this.launch(index)))
      return port
    } catch (error) {
      this.isStopping = true
      throw error
    }
  }

  /** Those that serve, or are about to. */
  get active(): readonly Member[] {
    return [...this.serving]
  }

  /** What all counted, those that are no more among them, as far as they told. */
  get counted(): Reading {
    return addReadings([this.past, ...this.active.flatMap(({ last }) => (last === null ? [] : [last]))])
  }

  /** Lets all come to their end; false if something had to be cut off. */
  async stop(): Promise<boolean> {
    this.isStopping = true
    const all = [...this.members.values()]
    for (const member of all) member.kill('SIGTERM')
    const timer = setTimeout(() => {
      for (const member of all) member.kill('SIGKILL')
    }, STOP_WITHIN_MS)
    const ends = await Promise.all(all.map(({ ended }) => ended))
    clearTimeout(timer)
    return ends.every(({ code }) => code === 0)
  }

  private async launch(index: number): Promise<number> {
    const member = new Member(START_WITHIN_MS)
    this.members.set(index, member)
    void member.ended.then((end) => this.onEnd(index, member, end))
    try {
      await member.ready
      this.serving.add(member)
      const { workers, table } = this.options
      return await member.ask({ kind: 'start', share: { index, workers }, table: table() }, START_WITHIN_MS)
    } catch (error) {
      member.kill('SIGKILL')
      throw error
    }
  }

  private onEnd(index: number, member: Member, end: End): void {
    this.serving.delete(member)
    this.members.delete(index)
    if (member.last) this.past = addReadings([this.past, atRest(member.last)])
    if (this.isStopping) return
    this.options.log.error('worker ended; another one starts', { worker: index, ...end })
    setTimeout(() => this.relaunch(index), RESTART_AFTER_MS)
  }

  private relaunch(index: number): void {
    if (this.isStopping) return
    const { log } = this.options
    this.launch(index).then(
      () => log.info('worker serves', { worker: index }),
      (error: unknown) => log.error('worker does not start', { worker: index, error: messageOf(error) }),
    )
  }
}
