/** Reads the workflow file that `-c` names, or standard input for `-`. */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { text as readStream } from 'node:stream/consumers'
import { connectors } from '@waymark/connectors'
import { type ParsedWorkflow, parseWorkflow } from '@waymark/ingest'
import { CommandFailed, exitCode } from '../exit-code.ts'
import { importModule } from './import-module.ts'

export async function readWorkflowText(file: string): Promise<string> {
  if (file === '-') return readStream(process.stdin)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${String(code)})`
    throw new CommandFailed(exitCode.configuration, `${file}: ${why}.`)
  }
}

/** @throws WorkflowFileError with all problems of the file */
export async function readWorkflowFile(file: string): Promise<ParsedWorkflow> {
  return parseWorkflow(await readWorkflowText(file), {
    fileName: file === '-' ? '(standard input)' : file,
    connectors,
    environment: { variables: process.env, readFile: (path) => readFileSync(path, 'utf8') },
    importModule: (specifier) => importModule(file === '-' ? 'standard-input' : file, specifier),
  })
}
