export interface ServerSentEvent {
  readonly event: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Somebody who listens to the event stream. */
export interface Listener {
  readonly headers: Headers
  /** What came so far; comments, which keep the connection alive, are left out. */
  readonly events: readonly ServerSentEvent[]
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

export async function listenTo(url: string, token: string): Promise<Listener> {
  const leaving = new AbortController()
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(url, { headers, signal: leaving.signal })
  const events: ServerSentEvent[] = []
  const ended = read(response, events)
  return {
    headers: response.headers,
    events,
    ended,
    async close() {
      leaving.abort()
      await ended.catch(() => undefined)
    },
  }
}

async function read(response: Response, events: ServerSentEvent[]): Promise<void> {
  let rest = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = `${rest}${chunk}`.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
      if (event !== undefined && data !== undefined)
        events.push({ event, data: JSON.parse(data) as ServerSentEvent['data'] })
    }
  }
}
