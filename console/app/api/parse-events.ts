export interface ServerEvent {
  readonly type: string
  readonly data: string
  readonly id: string | null
}

/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) as they come in pieces; gives those
 * that a piece completes. A browser's own EventSource cannot send a token.
 */
export function createEventParser(): (piece: string) => readonly ServerEvent[] {
  let rest = ''
  return (piece) => {
    const blocks = (rest + piece).replaceAll('\r\n', '\n').split('\n\n')
    rest = blocks.pop() ?? ''
    return blocks.flatMap((block) => eventOf(block) ?? [])
  }
}

function eventOf(block: string): ServerEvent | null {
  const fields = block.split('\n').flatMap((line) => {
    const [, name, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? []
    return name === undefined ? [] : [[name, value] as const]
  })
  const valueOf = (name: string): string | null => fields.findLast(([own]) => own === name)?.[1] ?? null
  const data = fields.flatMap(([name, value]) => (name === 'data' ? [value] : []))
  if (data.length === 0) return null
  return { type: valueOf('event') ?? 'message', data: data.join('\n'), id: valueOf('id') }
}
