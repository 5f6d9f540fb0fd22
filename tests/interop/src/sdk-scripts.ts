/** Scripts that drive a published SDK, one per noun: run against a catalog, and what they report. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../processes/src/run-program.ts'
import { type PythonEnvironment, pythonEnvironment } from './python-client.ts'

const python = fileURLToPath(new URL('../python/', import.meta.url))

/** Files beside the scripts that scripts import. */
const shared = new Set(['connection.py'])

export interface ScriptReport {
  /** What did not hold, each with what was seen; empty when all held. */
  readonly failures: readonly string[]
  /** How many checks ran. */
  readonly checks: number
  /** Methods of the SDK that the script called itself. */
  readonly called: readonly string[]
}

/** Nouns of the scripts in a folder below `python/`: `tables`. */
export function scriptNouns(folder: string): string[] {
  return readdirSync(`${python}${folder}`)
    .filter((name) => name.endsWith('.py') && !shared.has(name))
    .map((name) => name.slice(0, -'.py'.length))
    .sort()
}

async function runPython(
  client: PythonEnvironment,
  script: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
) {
  const program = await pythonEnvironment(client)
  return await runProgram(program('python'), [`${python}${script}`, ...args], {
    environment: { ...environment, PYTHONPATH: python, PYTHONDONTWRITEBYTECODE: '1' },
    timeoutMs: 5 * 60_000,
  })
}

/** @throws Error with the script's output when it ended before it reported */
export async function runScript(
  client: PythonEnvironment,
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<ScriptReport> {
  const { code, stdout, stderr } = await runPython(client, script, environment)
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
  const reported = lines.map(
    (line) => JSON.parse(line) as { check?: string; passed?: boolean; detail?: string; called?: string[] }, // checks.py writes them
  )
  const called = reported.at(-1)?.called
  if (!called) throw new Error(`${script} ended with ${code}: ${stdout.slice(-2000)}${stderr.slice(-4000)}`)
  const checks = reported.filter((line) => line.check !== undefined)
  return {
    failures: checks.filter((line) => !line.passed).map((line) => `${line.check}: ${line.detail}`),
    checks: checks.length,
    called,
  }
}

/** All public methods of the SDK's client, by introspection. */
export async function methodsOf(client: PythonEnvironment): Promise<readonly string[]> {
  const { stdout, stderr } = await runPython(client, 'methods.py', {})
  const line = stdout.split('\n').findLast((text) => text.startsWith('['))
  if (line === undefined) throw new Error(`the methods could not be listed: ${stderr.slice(-4000)}`)
  return JSON.parse(line) as string[] // methods.py prints a list of names
}

/** Members of one model by name: what may stand there, and whether it must. */
export type Model = Readonly<
  Record<
    string,
    { readonly required: boolean; readonly models: readonly string[]; readonly words: readonly string[] }
  >
>

/** The models of the 0.13 client that are reached from those named `module:Class`, by the same kind of name. */
export async function modelsOf013(
  client: PythonEnvironment,
  roots: readonly string[],
): Promise<Readonly<Record<string, Model>>> {
  const { stdout, stderr } = await runPython(client, 'models013.py', {}, roots)
  const line = stdout.split('\n').findLast((text) => text.startsWith('{'))
  if (line === undefined) throw new Error(`the models could not be read: ${stderr.slice(-4000)}`)
  return JSON.parse(line) as Record<string, Model> // models013.py prints them
}
