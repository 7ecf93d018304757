import type { Ask } from './ask.ts'
import { createEventParser, type ServerEvent } from './parse-events.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5000
/** The controller sends something every 15 s; a connection that is silent for longer is dead. */
const SILENCE_MS = 40_000

export interface Following {
  close: () => void
}

/** Hears every event, also those that came while the connection was lost; tries again as long as it is not closed. */
export function followEvents(ask: Ask, hear: (event: ServerEvent) => void): Following {
  const closing = new AbortController()
  void follow(ask, hear, closing.signal)
  return { close: () => closing.abort() }
}

async function follow(ask: Ask, hear: (event: ServerEvent) => void, closed: AbortSignal): Promise<void> {
  let lastId: string | null = null
  let wait = FIRST_WAIT_MS
  const note = (event: ServerEvent): void => {
    lastId = event.id ?? lastId
    wait = FIRST_WAIT_MS
    hear(event)
  }
  while (!closed.aborted) {
    await listen(ask, lastId, note, closed).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, wait))
    wait = Math.min(wait * 2, LONGEST_WAIT_MS)
  }
}

async function listen(
  ask: Ask,
  lastId: string | null,
  note: (event: ServerEvent) => void,
  closed: AbortSignal,
): Promise<void> {
  const silent = new AbortController()
  const restart = (): number => window.setTimeout(() => silent.abort(), SILENCE_MS)
  let alarm = restart()
  try {
    const stream = await ask.events(lastId, AbortSignal.any([closed, silent.signal]))
    const parse = createEventParser()
    for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
      clearTimeout(alarm)
      alarm = restart()
      for (const event of parse(piece)) note(event)
    }
  } finally {
    clearTimeout(alarm)
  }
}
