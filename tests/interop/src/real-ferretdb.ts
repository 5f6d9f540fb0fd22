/** FerretDB, which speaks MongoDB's protocol over SQLite: built once per machine from the Go module proxy. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../../processes/src/run-program.ts'

const version = 'v1.24.0'
const buildTimeoutMs = 14 * 60_000

/** The path of the program. @throws Error with Go's last lines when it cannot be built, e.g. where there is no Go */
export async function builtFerret(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const directory = join(cache, 'waymark-interop/bin')
  const program = join(directory, `ferretdb-${version}`)
  if (existsSync(program)) return program
  await mkdir(directory, { recursive: true })
  // `go install` asks for a list of versions, which not every proxy has; a module of its own needs the one version alone.
  const module = await mkdtemp(join(tmpdir(), 'waymark-ferretdb-'))
  try {
    const require = `require github.com/FerretDB/FerretDB ${version}`
    await writeFile(join(module, 'go.mod'), `module waymark.test/ferretdb\n\ngo 1.22\n\n${require}\n`)
    await writeFile(
      join(module, 'ferretdb.go'),
      'package ferretdb\n\nimport _ "github.com/FerretDB/FerretDB/ferretdb"\n',
    )
    const built = join(module, 'built')
    const args = ['build', '-mod=mod', '-o', built, 'github.com/FerretDB/FerretDB/cmd/ferretdb']
    const { code, stdout, stderr } = await runProgram('go', args, {
      directory: module,
      timeoutMs: buildTimeoutMs,
    })
    if (code !== 0)
      throw new Error(`this needs Go, to build FerretDB ${version}:\n${`${stdout}${stderr}`.slice(-4000)}`)
    await rename(built, program)
  } finally {
    await rm(module, { recursive: true, force: true })
  }
  return program
}
