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

/** One of several that are added up: without it, parts that swap their values often have the same sum. */
export function scatter(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
