/** FerretDB, which speaks MongoDB's protocol over SQLite: a small server around it, built once per machine from the Go module proxy. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const version = 'v1.24.0'
const buildTimeoutMs = 14 * 60_000

/** FerretDB's own command wants files that only its releases have; as a package it does not. */
const main = `package main

import (
	"context"
	"log"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	listener := ferretdb.ListenerConfig{TCP: os.Args[1]}
	server, err := ferretdb.New(&ferretdb.Config{Listener: listener, Handler: "sqlite", SQLiteURL: os.Args[2]})
	if err != nil {
		log.Fatal(err)
	}
	if err = server.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
`

/**
 * The path of a program that takes an address to listen on and SQLite's address of a folder (`file:/…/`).
 * @throws Error with Go's last lines when it cannot be built, e.g. where there is no Go
 */
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
    await writeFile(join(module, 'main.go'), main)
    // With the whole environment: Go may need its proxy and its cache.
    const options = { cwd: module, timeout: buildTimeoutMs }
    await promisify(execFile)('go', ['build', '-mod=mod', '-o', 'built', '.'], options).catch(
      (error: Error) => {
        throw new Error(`this needs Go, to build FerretDB ${version}: ${error.message.slice(-4000)}`)
      },
    )
    // Whole or not at all, though folders for temporary files may be on another disk.
    await copyFile(join(module, 'built'), `${program}.part`)
    await rename(`${program}.part`, program)
  } finally {
    await rm(module, { recursive: true, force: true })
  }
  return program
}
