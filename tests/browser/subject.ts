import { connectController, perRoute, type System } from '@strangler/demo'
import type { Browser } from 'playwright-core'
import { moveAll } from '../support/move-all.ts'

/** The running system and the browser that all its users share. */
export interface Subject {
  readonly system: System
  readonly chromium: Browser
}

/** The routes that a person's clicks lead through. */
const CLICKED = ['static', 'search', 'login', 'logout', 'list', 'root', 'new-thought']

export type Answered = readonly {
  readonly id: string
  readonly legacy: number
  readonly candidate: number
}[]

/** Moves all routes; gives how many requests of the clicked ones each side has answered before. */
export async function moved(system: System, weight: number): Promise<Answered> {
  await moveAll(system, weight)
  const { routes } = await (await connectController(system.contextFile)).traffic()
  return perRoute(routes).filter(({ id }) => CLICKED.includes(id))
}
