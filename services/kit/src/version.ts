const VERSION = /^v?(\d+(?:\.\d+)*)(?:-(.+))?$/
const COMMITS_AFTER_TAG = /^(\d+)-g[0-9a-f]+$/

interface Version {
  readonly numbers: readonly number[]
  /** Commits after the tag (`git describe`), else 0. */
  readonly commits: number
  /** `rc1` of `v1.6-rc1`: comes before v1.6. */
  readonly preview: string | undefined
}

/** `v1.6`, `1.6.2`, `v2.0-rc1` or `v1.6-3-gabc123` (git describe); undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const [, numbers, suffix] = VERSION.exec(text) ?? []
  if (numbers === undefined || text.length > 100) return undefined
  const commits = suffix === undefined ? undefined : COMMITS_AFTER_TAG.exec(suffix)?.[1]
  return {
    numbers: numbers.split('.').map(Number),
    commits: Number(commits ?? 0),
    preview: commits === undefined ? suffix : undefined,
  }
}

/** Natural order (`v1.10` after `v1.6`): negative, 0 or positive; undefined if one of them is no version. */
export function compareVersions(left: string, right: string): number | undefined {
  const a = parseVersion(left)
  const b = parseVersion(right)
  if (!a || !b) return undefined
  return (
    compareNumbers(a.numbers, b.numbers) || comparePreviews(a.preview, b.preview) || a.commits - b.commits
  )
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function comparePreviews(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined)
  return left.localeCompare(right, 'en', { numeric: true })
}
