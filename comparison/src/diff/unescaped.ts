const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

/** The text that HTML-escaping once turns into this one. */
export function unescapeOnce(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}

/** The text that bytes of UTF-8 become when they are read in a Western encoding, undone; null where it is none. */
export function readAgain(text: string): string | null {
  const bytes = Buffer.from(text, 'latin1')
  if (bytes.toString('latin1') !== text) return null
  const again = bytes.toString()
  return again === text || again.includes('\ufffd') ? null : again
}
