/** Packs the Entra emulator as an npm package of its own, compiled, since Node strips no types under `node_modules`. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('../../', import.meta.url))
const source = join(checkout, 'apps/entra')
const compiler = join(checkout, 'node_modules/typescript/bin/tsc')

/** Oldest Node with everything the emulator uses; it runs compiled code, so it need not strip types. */
const oldestNode = '>=22.12'

/**
 * @param directory - where the archive goes
 * @returns the archive's path
 */
export function packEntra(directory: string): string {
  const staging = mkdtempSync(join(tmpdir(), 'pack-entra-'))
  try {
    compile(join(staging, 'dist'))
    const files = ['README.md', 'state.schema.json', 'sample-company.yaml', 'empty-tenant.yaml']
    for (const file of files) cpSync(join(source, file), join(staging, file))
    cpSync(join(checkout, 'LICENSE'), join(staging, 'LICENSE'))
    mkdirSync(join(staging, 'bin'))
    writeFileSync(
      join(staging, 'bin/waymark-entra.js'),
      "#!/usr/bin/env node\nimport { main } from '../dist/main.js'\n\nawait main(process.argv.slice(2))\n",
    )
    // The workspace's manifest is this repository's own file.
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Record<string, unknown>
    const { version, description, license, dependencies } = manifest
    const published = {
      ...{ name: 'waymark-entra', version, description, license, type: 'module' },
      bin: { 'waymark-entra': 'bin/waymark-entra.js' },
      files: ['bin', 'dist', ...files],
      engines: { node: oldestNode },
      dependencies,
    }
    writeFileSync(join(staging, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
    mkdirSync(directory, { recursive: true })
    const arguments_ = ['pack', '--json', '--silent', '--pack-destination', resolve(directory)]
    const [packed] = JSON.parse(execFileSync('npm', arguments_, { cwd: staging, encoding: 'utf8' })) as [
      { filename: string },
    ] // npm's documented answer
    return join(resolve(directory), packed.filename)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function compile(outDirectory: string): void {
  const project = join(mkdtempSync(join(tmpdir(), 'pack-entra-project-')), 'tsconfig.json')
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(checkout, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        rewriteRelativeImportExtensions: true,
        typeRoots: [join(checkout, 'node_modules/@types')],
        rootDir: join(source, 'src'),
        outDir: outDirectory,
      },
      include: [join(source, 'src')],
      exclude: [join(source, 'src/**/*.test.ts'), join(source, 'src/testing')],
    }),
  )
  execFileSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' })
  rmSync(project)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(packEntra(process.argv[2] ?? 'release'))
