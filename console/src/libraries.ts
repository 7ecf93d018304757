import { readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'

interface Library {
  /** Folder of the package that holds the files for browsers. */
  readonly folder: string
  readonly files: readonly string[]
}

/** What the console uses of others, by the name of the package. */
const LIBRARIES: Readonly<Record<string, Library>> = {
  'lit-html': {
    folder: '.',
    files: [
      'lit-html.js',
      'directive.js',
      'directive-helpers.js',
      'async-directive.js',
      'directives/repeat.js',
      'directives/ref.js',
      'directives/live.js',
      'directives/guard.js',
    ],
  },
  uplot: { folder: 'dist', files: ['uPlot.esm.js', 'uPlot.min.css'] },
  diff: { folder: 'libesm', files: ['diff/array.js', 'diff/base.js'] },
}

/** What sources of the console write, and the file that it means. */
const SPECIFIERS: Readonly<Record<string, string>> = {
  'lit-html': 'lib/lit-html/lit-html.js',
  'lit-html/directive.js': 'lib/lit-html/directive.js',
  'lit-html/async-directive.js': 'lib/lit-html/async-directive.js',
  'lit-html/directives/repeat.js': 'lib/lit-html/directives/repeat.js',
  'lit-html/directives/guard.js': 'lib/lit-html/directives/guard.js',
  'lit-html/directives/ref.js': 'lib/lit-html/directives/ref.js',
  'lit-html/directives/live.js': 'lib/lit-html/directives/live.js',
  uplot: 'lib/uplot/uPlot.esm.js',
  'diff/lib/diff/array.js': 'lib/diff/diff/array.js',
}

/** The files of libraries, by the path at which they are served. */
export async function libraryFiles(): Promise<readonly (readonly [path: string, text: string])[]> {
  const read = Object.entries(LIBRARIES).flatMap(([name, { folder, files }]) => {
    const root = join(dirname(findPackageJSON(name, import.meta.url) ?? ''), folder)
    return files.map(async (file) => {
      const text = await readFile(join(root, file), 'utf8')
      // Maps of sources are not served, and browsers would ask for them.
      return [`lib/${name}/${file}`, text.replace(/^\/\/# sourceMappingURL=.*$/m, '')] as const
    })
  })
  return Promise.all(read)
}

/** A module whose imports of libraries name files that a browser can ask for. */
export function withLibraryPaths(path: string, code: string): string {
  const up = '../'.repeat(path.split('/').length - 1)
  return code.replaceAll(/(\bfrom )'([^'.][^']*)'/g, (whole, from: string, specifier: string) => {
    const file = SPECIFIERS[specifier]
    return file === undefined ? whole : `${from}'${up}${file}'`
  })
}
