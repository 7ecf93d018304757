/** FNV-1a over UTF-16 units: quick, and good enough to tell what is certainly not equal. */
export function hashText(text: string, seed = 0x811c9dc5): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash | 0
}

/** Of two hashes in this order. */
export function mixHashes(one: number, other: number): number {
  return Math.imul(Math.imul(one, 0x85ebca6b) ^ (one >>> 13) ^ other, 0xc2b2ae35) | 0
}
