/** Lays out a release: compiled server, commands, emulator and web interface in one npm package that runs on any Node since 18. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileFolder } from './compile.ts'
import { type LockedPackages, productionPackages } from './production-lock.ts'

const checkout = fileURLToPath(new URL('../../', import.meta.url))

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string>>
}

/** What the release's modules may ask for beside code, by folder. */
const resources = [
  'apps/web/dist',
  'apps/entra/empty-tenant.yaml',
  'apps/entra/sample-company.yaml',
  'apps/entra/state.schema.json',
  'deploy',
  'docs',
  'examples/workflows',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
]

/** Packages that people may build on: connectors of their own, scripts with the SDK. */
const publicPackages = ['client', 'ingest', 'spec']

/**
 * Writes the release below `target`, without node_modules: `npm ci` there, or npm when it installs the package, brings those.
 *
 * @param target - a directory that is empty or not there
 * @throws Error when the web interface is not built, or a dependency is not locked
 */
export function writeReleaseTree(target: string): void {
  if (!existsSync(join(checkout, 'apps/web/dist/index.html'))) {
    throw new Error('The web interface is not built: use "npm run release".')
  }
  const workspaces = ['apps/server', 'apps/cli', 'apps/entra', ...packageFolders()]
  for (const folder of workspaces) {
    compileFolder(join(checkout, folder, 'src'), join(target, folder, 'src'), redirect)
    const bin = join(checkout, folder, 'bin')
    if (existsSync(bin)) compileFolder(bin, join(target, folder, 'bin'), redirect)
    const migrations = join(checkout, folder, 'migrations')
    if (existsSync(migrations)) cpSync(migrations, join(target, folder, 'migrations'), { recursive: true })
  }
  compileFolder(join(checkout, 'examples'), join(target, 'examples'), redirect)
  for (const path of resources) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    cpSync(join(checkout, path), join(target, path), { recursive: true, filter: isReleased })
  }
  const manifest = releaseManifest(workspaces)
  writeJson(join(target, 'package.json'), manifest)
  // Modules read the version that is beside them, as in the checkout.
  for (const folder of workspaces) {
    const { name, version } = readManifest(folder)
    writeJson(join(target, folder, 'package.json'), { name, version, private: true, type: 'module' })
  }
  writeJson(join(target, 'npm-shrinkwrap.json'), shrinkwrap(manifest, workspaces))
}

const isReleased = (path: string): boolean => !/\.test\.ts$|\/\.|\/(fixtures|testing)(\/|$)/.test(path)

function packageFolders(): string[] {
  return readdirSync(join(checkout, 'packages'))
    .filter((name) => existsSync(join(checkout, 'packages', name, 'package.json')))
    .map((name) => `packages/${name}`)
}

/** Workspaces import each other by name; in the release they are folders of one package. */
function redirect(specifier: string, file: string): string | undefined {
  const found = /^@waymark\/([\w-]+)(?:\/(.+))?$/.exec(specifier)
  if (found === null) return undefined
  const folder = `packages/${found[1]}`
  const entry = readManifest(folder).exports?.[found[2] === undefined ? '.' : `./${found[2]}`]
  if (entry === undefined) throw new Error(`${file} imports ${specifier}, which ${folder} does not export.`)
  const path = relative(dirname(file), join(checkout, folder, entry)).replaceAll('\\', '/')
  return path.startsWith('.') ? path : `./${path}`
}

function releaseManifest(workspaces: readonly string[]) {
  const root = readManifest('')
  const gather = (member: 'dependencies' | 'optionalDependencies') =>
    Object.fromEntries(
      ['', ...workspaces]
        .flatMap((folder) => Object.entries(readManifest(folder)[member] ?? {}))
        .filter(([name]) => !name.startsWith('@waymark/'))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  return {
    name: 'waymark',
    version: root.version,
    description: 'A data catalog that starts with one command and signs in with Microsoft Entra ID',
    license: 'Apache-2.0',
    type: 'module',
    bin: {
      waymark: 'apps/cli/bin/waymark.js',
      metadata: 'apps/cli/bin/metadata.js',
    },
    exports: {
      './package.json': './package.json',
      ...Object.fromEntries(publicPackages.map((name) => [`./${name}`, `./packages/${name}/src/index.js`])),
    },
    // Older ones start the Node that comes along.
    engines: { node: '>=18' },
    dependencies: gather('dependencies'),
    optionalDependencies: gather('optionalDependencies'),
  }
}

/** npm honours this file in published packages, and `npm ci` reads it in an unpacked archive. */
function shrinkwrap(manifest: ReturnType<typeof releaseManifest>, workspaces: readonly string[]) {
  const lock = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8')) as {
    packages: LockedPackages // npm's documented shape
  }
  const wanted = ['', ...workspaces].flatMap((folder) => {
    const { dependencies = {}, optionalDependencies = {} } = readManifest(folder)
    return Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !name.startsWith('@waymark/'))
      .map((name) => ({ name, askedBy: folder }))
  })
  const { name, version, license, bin, engines, dependencies, optionalDependencies } = manifest
  const self = { name, version, license, bin, engines, dependencies, optionalDependencies }
  return {
    ...{ name, version, lockfileVersion: 3, requires: true },
    packages: { '': self, ...productionPackages(lock.packages, wanted) },
  }
}

function readManifest(folder: string): Manifest {
  // The checkout's own files.
  return JSON.parse(readFileSync(join(checkout, folder, 'package.json'), 'utf8')) as Manifest
}

function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
}
