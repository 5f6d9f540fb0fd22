import { delimiter, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../processes/src/run-program.ts'
import { type RunningEmulator, startEmulator } from '../../processes/src/start-emulator.ts'
import { readmeSample } from './entra-readme.ts'
import { msalPython } from './published-clients.ts'
import { pythonEnvironment } from './python-client.ts'

const checkout = fileURLToPath(new URL('../../../', import.meta.url))
const token = /eyJ[\w-]+\.[\w-]+\.[\w-]+/

let emulator: RunningEmulator
beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(() => emulator?.stop())

/** Runs the lines in a shell where this emulator has the ports and the file that the README gives it. */
const inShell = (lines: string, ...path: string[]) =>
  runProgram(
    'sh',
    [
      '-c',
      lines.replaceAll('http://127.0.0.1:8480', emulator.proxyUrl).replaceAll('ca.pem', emulator.caFile),
    ],
    {
      directory: checkout,
      environment: { PATH: [...path, dirname(process.execPath), process.env.PATH].join(delimiter) },
    },
  )

describe("the samples of the emulator's README get a token", () => {
  it('with MSAL for Python', async () => {
    const python = (await pythonEnvironment(msalPython))('python')
    const { stdout, stderr } = await inShell(readmeSample('sh', 'import msal'), dirname(python))
    expect(stdout, stderr).toMatch(token)
  })

  it.each(['@azure/msal-node', '@azure/identity', 'openid-client'])('with %s', async (library) => {
    const program = readmeSample('js', `from '${library}'`)
    const settings = readmeSample('sh', 'NODE_USE_ENV_PROXY').trim()
    const { stdout, stderr } = await inShell(`${settings}\nnode --input-type=module - <<'JS'\n${program}JS\n`)
    expect(stdout, stderr).toMatch(token)
  })
})
