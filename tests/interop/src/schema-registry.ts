/**
 * A schema registry for tests: the in-memory one that franz-go tests its client with, built from the Go module proxy. Those that people run
 * are in no registry of packages (Confluent's, Karapace) or need a build of Quarkus (Apicurio).
 */
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const run = promisify(execFile)
const version = 'v1.8.0'
const cache = join(homedir(), '.cache', 'waymark-interop')

const program = `package main

import (
	"fmt"
	"net"
	"net/http"

	"github.com/twmb/franz-go/pkg/sr/srfake"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("http://" + listener.Addr().String())
	panic(http.Serve(listener, srfake.NewRegistry().Handler()))
}
`

async function built(): Promise<string> {
  const binary = join(cache, `schema-registry-${version}`)
  if (existsSync(binary)) return binary
  mkdirSync(cache, { recursive: true })
  const directory = mkdtempSync(join(cache, 'schema-registry-build-'))
  const options = { cwd: directory, timeout: 8 * 60_000 }
  writeFileSync(join(directory, 'main.go'), program)
  await run('go', ['mod', 'init', 'registry'], options)
  await run('go', ['get', `github.com/twmb/franz-go/pkg/sr@${version}`], options)
  await run('go', ['build', '-o', 'registry', '.'], options)
  renameSync(join(directory, 'registry'), binary)
  rmSync(directory, { recursive: true, force: true })
  return binary
}

export interface RunningRegistry {
  readonly url: string
  /** @param schemaType - `AVRO`, `JSON` or `PROTOBUF` */
  register(subject: string, schemaType: string, schema: string): Promise<void>
  stop(): Promise<void>
}

/** Needs Go. */
export async function startSchemaRegistry(): Promise<RunningRegistry> {
  const child = spawn(await built(), [], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the schema registry ended with ${code}`)))
  })
  return {
    url,
    async register(subject, schemaType, schema) {
      const response = await fetch(`${url}/subjects/${encodeURIComponent(subject)}/versions`, {
        method: 'POST',
        headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
        body: JSON.stringify({ schemaType, schema }),
      })
      if (!response.ok) throw new Error(`${subject}: ${response.status} ${await response.text()}`)
    },
    async stop() {
      child.kill()
      await ended
    },
  }
}
