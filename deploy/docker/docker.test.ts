/**
 * That the image and the compose files are safe by default. Their grammar, and that they work, is known where an engine reads them:
 * tests/interop/src/image.long.test.ts.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const checkout = fileURLToPath(new URL('../../', import.meta.url))

interface Service {
  readonly image: string
  readonly environment?: Readonly<Record<string, string>>
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly privileged?: boolean
  readonly healthcheck?: object
}

/** `${NAME:-default}` and `${NAME:?message}`, as compose has them. */
const interpolate = (source: string, values: Readonly<Record<string, string>>): string =>
  source.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, rest = '') => {
    const value = values[name]
    if (value) return value
    if (kind === '?') throw new Error(rest)
    return rest
  })

const compose = (name: string, values: Readonly<Record<string, string>> = { DB_USER_PASSWORD: 'x' }) =>
  parse(interpolate(read(name), values), { merge: true }) as { services: Record<string, Service> }

describe.each(['compose.yaml', 'compose.dev.yaml'])('%s', (name) => {
  it('starts no service with more rights than it needs, nor from an image that may change under it', () => {
    for (const [service, { image, privileged, security_opt, cap_drop, read_only }] of Object.entries(
      compose(name).services,
    )) {
      expect([service, image]).toEqual([service, expect.stringMatching(/:(?!latest)[\w.-]+$/)])
      expect([service, privileged, security_opt]).toEqual([service, undefined, ['no-new-privileges:true']])
      if (!image.startsWith('waymark:')) continue
      expect([service, cap_drop]).toEqual([service, ['ALL']])
      if (service === 'waymark') expect(read_only).toBe(true)
    }
  })
})

it('compose.yaml asks for the password of the database rather than having one', () => {
  expect(() => compose('compose.yaml', {})).toThrow('set DB_USER_PASSWORD in .env')
  const fixed = Object.entries(compose('compose.yaml').services.waymark?.environment ?? {}).filter(
    ([name, value]) => /PASSWORD|SECRET|TOKEN|KEY/.test(name) && value !== 'x' && value !== '',
  )
  expect(fixed).toEqual([])
})

describe('the Dockerfile', () => {
  const instructions = read('Dockerfile')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '')
  const all = (word: string) =>
    instructions.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))

  it('builds in one stage and runs in another, as an account without rights', () => {
    expect(all('FROM')).toHaveLength(2)
    expect(all('USER')).toEqual(['10001:10001'])
    // What comes before decides what belongs to that account: only its state.
    expect(all('COPY').filter((line) => line.includes('--chown'))).toEqual([
      '--from=build --chown=10001:10001 /release/state /var/lib/waymark',
    ])
  })

  it('names its bases with a version that a release build replaces by a digest', () => {
    expect(all('ARG').filter((line) => line.includes('_IMAGE'))).toEqual([
      'NODE_IMAGE=node:24-trixie-slim',
      'BASE_IMAGE=debian:trixie-slim',
    ])
  })

  it('bakes no secret into a layer', () => {
    expect(
      [...all('ARG'), ...all('ENV')].filter((line) => /PASSWORD|SECRET|TOKEN|(?<!\w)KEY/i.test(line)),
    ).toEqual([])
  })

  it('is asked for its health and told to stop without a shell in between', () => {
    expect(all('HEALTHCHECK')[0]).toContain('CMD ["node", "/opt/waymark/deploy/docker/health.js"]')
    expect(all('ENTRYPOINT')).toEqual(['["waymark-server"]'])
    expect(all('STOPSIGNAL')).toEqual(['SIGTERM'])
    expect(existsSync(`${checkout}deploy/docker/health.js`)).toBe(true)
  })
})
