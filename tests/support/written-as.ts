/** A text in every way in which it is likely to be written down: as it is, escaped, packed. */
export function writtenAs(text: string): readonly string[] {
  const percent = encodeURIComponent(text)
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const bytes = Buffer.from(text)
  const hex = bytes.toString('hex')
  return [
    text,
    percent,
    percent.replaceAll(/%../g, (byte) => byte.toLowerCase()),
    percent.replaceAll('%20', '+'),
    hex.replaceAll(/../g, (byte) => `%${byte}`),
    hex.replaceAll(/../g, (byte) => `%${byte.toUpperCase()}`),
    hex,
    html.replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
    html.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
    JSON.stringify(text).slice(1, -1),
    JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1),
    ...[0, 1, 2].flatMap((shift) => packedAt(bytes, shift)),
  ]
}

/** In base64, wherever in a longer text it began; without the letters that it shares with its neighbours. */
function packedAt(bytes: Buffer, shift: number): readonly string[] {
  const packed = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replaceAll('=', '')
  const own = packed.slice(shift === 0 ? 0 : shift + 1, (shift + bytes.length) % 3 === 0 ? undefined : -1)
  return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
}
