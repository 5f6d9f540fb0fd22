/** Asks the published client about its models: one Python process that answers line by line. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { client113 } from './published-clients.ts'
import { pythonEnvironment } from './python-client.ts'
import type { Schema } from './schema-comparison.ts'

const script = fileURLToPath(new URL('../python/entity-models.py', import.meta.url))

interface Question {
  /** Models whose JSON Schema is wanted, like `entity.data.table:Table`. */
  readonly models?: readonly string[]
  /** Models of which a body is wanted as the client would send it. */
  readonly samples?: readonly string[]
  /** Values that the models have to accept. */
  readonly values?: readonly { readonly model: string; readonly value: unknown }[]
}

interface Answer {
  readonly models: Readonly<Record<string, Schema>>
  readonly samples: Readonly<Record<string, unknown>>
  /** What the models refuse, by value. */
  readonly errors: readonly (readonly string[])[]
}

export interface ModelOracle {
  /** @throws Error with what Python wrote when it gave up */
  ask(question: Question): Promise<Answer>
  stop(): void
}

export async function startModelOracle(): Promise<ModelOracle> {
  const python = (await pythonEnvironment(client113))('python')
  const child = spawn(python, [script])
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      const { done, value } = await lines.next()
      if (done) throw new Error(`the models gave no answer: ${errors.slice(-4000)}`)
      return JSON.parse(value) as Answer // our own script
    },
    stop: () => child.stdin.end(),
  }
}
