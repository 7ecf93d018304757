import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { titleOf, type Manifest } from './manifests.ts'

const FILE = fileURLToPath(new URL('manifests-as-literals.ts', import.meta.url))

/** Where the type of a kind is; its name is `I` and the kind. */
export function modelOf({ apiVersion, kind }: Manifest): string {
  const isGateways = apiVersion.startsWith('gateway.networking.k8s.io/')
  return `${isGateways ? '@kubernetes-models/gateway-api' : 'kubernetes-models'}/${apiVersion}/${kind}`
}

/**
 * What TypeScript says of manifests that are written as literals of their types: unlike the schemas, it knows no field
 * that is not there. A sentence each, with the manifest.
 */
export function typeFaults(manifests: readonly Manifest[]): readonly string[] {
  const lines = manifests.flatMap((manifest, at) => [
    `import type { I${manifest.kind} as T${at} } from '${modelOf(manifest)}'`,
  ])
  const literals = manifests.map(
    (manifest, at) => `export const m${at}: T${at} = ${JSON.stringify(manifest)}`,
  )
  const text = [...lines, ...literals].join('\n')
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2024,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const real = ts.createCompilerHost(options)
  host.getSourceFile = (name, ...rest) =>
    name === FILE
      ? ts.createSourceFile(FILE, text, ts.ScriptTarget.ES2024)
      : real.getSourceFile(name, ...rest)
  host.fileExists = (name) => name === FILE || real.fileExists(name)
  host.readFile = (name) => (name === FILE ? text : real.readFile(name))
  const program = ts.createProgram([FILE], options, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0
    const manifest = manifests[line % manifests.length]
    const message = ts.flattenDiagnosticMessageText(messageText, ' ')
    return `${manifest === undefined ? '' : titleOf(manifest)}: ${message}`
  })
}
