/** Looks for credentials in the files and in everything that the history ever added: what was committed once is public for good. */
import { execFileSync } from 'node:child_process'
import { report, textFiles } from './checkout.ts'

const credentials: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  {
    what: 'a client secret of Entra',
    pattern: /(?<![\w~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![\w~.-])/,
  },
  { what: 'a key of an Azure storage account', pattern: /AccountKey=[A-Za-z0-9+/]{86}==/ },
  { what: 'an access key of AWS', pattern: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/ },
  { what: 'a token of GitHub', pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{60,}/ },
  { what: 'a token of GitLab', pattern: /\bglpat-[\w-]{20,}/ },
  { what: 'a token of npm', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { what: 'a token of Slack', pattern: /\bxox[abposr]-\d{8,}-[\w-]{10,}/ },
  { what: 'a key of Google', pattern: /\bAIza[\w-]{35}\b/ },
  { what: 'a token of Databricks', pattern: /\bdapi[0-9a-f]{32}\b/ },
]

/** A name that promises a secret with a value that nobody typed: letters of both cases and digits, as random as a key is. */
const assigned =
  /(?:secret|passw(?:or)?d|token|api_?key|access_?key)\w*["']?\s*[:=]\s*["']([A-Za-z0-9+/=_~.-]{24,})["']/gi
const leastBitsPerCharacter = 4.2

/** Made up for tests, and looked at. */
const madeUp = /example|sample|test|dummy|fake|changeme|0123456789|abcdefgh|published|AAAAAAAA/i

report([
  ...textFiles()
    .filter(({ path }) => !path.endsWith('package-lock.json') && !path.endsWith('secrets.check.ts'))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => findings(line).map((what) => `${path}:${index + 1}: looks like ${what}`)),
    ),
  ...inHistory(),
])

/** What a line seems to hold. The finding itself is never repeated: logs are public too. */
function findings(line: string): string[] {
  if (line.length > 20_000) return []
  const known = credentials
    .filter(({ pattern }) => {
      const found = pattern.exec(line)
      return found !== null && !madeUp.test(found[0])
    })
    .map(({ what }) => what)
  const random = [...line.matchAll(assigned)].some(
    ([, value = '']) => looksRandom(value) && !madeUp.test(line),
  )
  return random ? [...known, 'a secret that was assigned to a name'] : known
}

function looksRandom(value: string): boolean {
  if (!/[a-z]/.test(value) || !/[A-Z]/.test(value) || !/\d/.test(value)) return false
  const counts = new Map<string, number>()
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length)
  return bits >= leastBitsPerCharacter
}

function inHistory(): string[] {
  let patches: string
  try {
    const options = [
      'log',
      '--all',
      '--patch',
      '--unified=0',
      '--no-color',
      '--no-ext-diff',
      '--format=commit %h',
    ]
    const paths = ['--', '.', ':!package-lock.json', ':!*secrets.check.ts']
    patches = execFileSync('git', [...options, ...paths], {
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 2 ** 30,
    })
  } catch {
    return [] // An unpacked archive has no history.
  }
  let commit = ''
  let path = ''
  const found = new Set<string>()
  for (const line of patches.split('\n')) {
    if (line.startsWith('commit ')) commit = line.slice(7)
    else if (line.startsWith('+++ ')) path = line.slice(6)
    else if (line.startsWith('+')) {
      for (const what of findings(line.slice(1))) found.add(`${path} in commit ${commit}: looks like ${what}`)
    }
  }
  return [...found]
}
