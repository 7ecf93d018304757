export interface ServerSentEvent {
  readonly event: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Somebody who listens to the event stream. */
export interface Listener {
  readonly headers: Headers
  /** What came so far; comments, which keep the connection alive, are left out. */
  readonly events: readonly ServerSentEvent[]
  /** Id of the last of them. */
  lastId(): string | undefined
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

export async function listenTo(url: string, token: string, lastEventId?: string): Promise<Listener> {
  const leaving = new AbortController()
  const headers = {
    authorization: `Bearer ${token}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  }
  const response = await fetch(url, { headers, signal: leaving.signal })
  const events: ServerSentEvent[] = []
  let lastId: string | undefined
  const ended = read(response, events, (id) => (lastId = id))
  return {
    headers: response.headers,
    events,
    lastId: () => lastId,
    ended,
    async close() {
      leaving.abort()
      await ended.catch(() => undefined)
    },
  }
}

async function read(
  response: Response,
  events: ServerSentEvent[],
  onId: (id: string) => void,
): Promise<void> {
  let rest = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = `${rest}${chunk}`.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, event, data, id] = /^event: (.*)\ndata: (.*?)(?:\nid: (.*))?$/.exec(block) ?? []
      if (event !== undefined && data !== undefined)
        events.push({ event, data: JSON.parse(data) as ServerSentEvent['data'] })
      if (id !== undefined) onId(id)
    }
  }
}
