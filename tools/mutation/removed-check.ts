/** Finds the checks of the token validator, and takes one out of the source as it is loaded. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One place where a credential can be refused. */
export interface Check {
  /** Path below packages/identity/src. */
  readonly file: string
  /** Which of the file's checks, from 0. */
  readonly index: number
  readonly line: number
  /** What the source says there. */
  readonly text: string
}

const source = new URL('../../packages/identity/src/', import.meta.url)

/** Everything between a token's text and the account it stands for. */
const files = [
  'token/parse-bearer.ts',
  'token/verify-signature.ts',
  'token/verify-token.ts',
  'token/claims.ts',
  'token/validate-entra.ts',
  'token/validate-oidc.ts',
  'token/validate-id-token.ts',
  'token/validate-own.ts',
  'token/principal-of.ts',
  'key-set.ts',
  'own-tokens.ts',
  'pre-login.ts',
  'person-profile.ts',
  'accounts.ts',
  'bots.ts',
]

/** A call that ends a check; of the key set, what leaves a key out on a condition. */
function siteOf(file: string): RegExp {
  return file === 'key-set.ts'
    ? /(?<=\)\s+)return undefined\b/g
    : /(?<!function )\b(?:refuse|refuseIdentity|refuseAudience)\(/g
}

export function listChecks(): readonly Check[] {
  return files.flatMap((file) => {
    const code = readFileSync(fileURLToPath(new URL(file, source)), 'utf8')
    return [...code.matchAll(siteOf(file))].map((match, index) => {
      const line = code.slice(0, match.index).split('\n').length
      return { file, index, line, text: (code.split('\n')[line - 1] ?? '').trim() }
    })
  })
}

/** The source without that check: the call does nothing, and the code after it goes on. */
export function withoutCheck(code: string, { file, index }: Pick<Check, 'file' | 'index'>): string {
  let at = -1
  return code.replace(siteOf(file), (call) => {
    at += 1
    if (at !== index) return call
    return call.startsWith('return') ? 'void 0' : '(() => undefined)('
  })
}

/** As `token/claims.ts#3`, the way a check is handed to the test run. */
export const idOf = ({ file, index }: Pick<Check, 'file' | 'index'>): string => `${file}#${index}`

export function parseId(text: string): Pick<Check, 'file' | 'index'> {
  const [file = '', index = ''] = text.split('#')
  return { file, index: Number(index) }
}
