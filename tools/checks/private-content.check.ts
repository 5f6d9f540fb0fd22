/** Keeps out of the repository what belongs to one machine or one person: paths, registry hosts, keys and tokens. */
import { report, textFiles } from './checkout.ts'

const patterns: readonly { what: string; pattern: RegExp; except?: RegExp }[] = [
  {
    what: 'a path of one machine',
    pattern: /(?<![\w.])\/(root|work)\/[\w.-]+|\/(home|Users)\/(?!waymark|node|you|user|runner)[a-z][\w-]*\//,
  },
  {
    what: 'a key',
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{64,}/,
    except: /(^|\/)fixtures\//,
  },
  { what: 'a token', pattern: /\beyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}/, except: /(^|\/)fixtures\// },
  { what: 'an npm access token', pattern: /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=/ },
  { what: 'a registry of one machine', pattern: /^\s*registry\s*=/m },
]

report(
  textFiles().flatMap(({ path, text }) =>
    patterns.flatMap(({ what, pattern, except }) => {
      const found = pattern.exec(text)
      if (found === null || except?.test(path)) return []
      const line = text.slice(0, found.index).split('\n').length
      // The finding itself is not repeated: logs are public too.
      return [`${path}:${line}: looks like ${what} (${found[0].slice(0, 12)}…)`]
    }),
  ),
)
