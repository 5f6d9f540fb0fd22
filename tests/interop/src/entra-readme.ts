/** The samples of the emulator's README, as they stand there. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const readme = readFileSync(fileURLToPath(new URL('../../../apps/entra/README.md', import.meta.url)), 'utf8')

/** The sample in `language` that has this text in it. */
export function readmeSample(language: string, text: string): string {
  const samples = [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)]
  const sample = samples.find(([, of, body]) => of === language && body?.includes(text))?.[2]
  if (sample === undefined) throw new Error(`the README has no ${language} sample with '${text}'`)
  return sample
}
