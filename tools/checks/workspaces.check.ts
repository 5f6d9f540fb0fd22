/** Holds each package.json to the packages of ours that its code imports: npm links them all, so that a missing one is noticed by nobody. */
import { dirname } from 'node:path'
import { codeFiles, report, textFiles } from './checkout.ts'

/** What is read of a package.json; npm refuses other shapes. */
interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const manifests = textFiles('.json')
  .filter(({ path }) => /^(.+\/)?package\.json$/.test(path))
  .map(({ path, text }) => ({ path, folder: dirname(path), manifest: JSON.parse(text) as Manifest }))
const code = codeFiles('.ts', '.tsx', '.js')

report(
  manifests.flatMap(({ path, folder, manifest }) => {
    const { name, dependencies, devDependencies } = manifest
    const declared = { [name]: '*', ...dependencies, ...devDependencies }
    const imported = new Set(code.filter((file) => file.path.startsWith(`${folder}/`)).flatMap(ownImports))
    return [...imported]
      .filter((each) => !(each in declared))
      .map((each) => `${path}: declares no ${each}, which its code imports`)
  }),
)

function ownImports({ text }: { readonly text: string }): string[] {
  return [...text.matchAll(/(?:^(?:import|export|\}).* from |await import\()'(@waymark\/[a-z-]+)/gm)].flatMap(
    ([, name]) => name ?? [],
  )
}
