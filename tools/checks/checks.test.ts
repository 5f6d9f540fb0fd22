/** Every check against a checkout that breaks its rule, and one that does not. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'

const made: string[] = []
afterEach(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true })
})

/** Shaped like a client secret of Entra; in pieces, since the check reads this file too. */
const canary = ['c3H', '8Q~', 'mN4kT-vR7xZ_pL2sB9wD.yF6gJ1qK5', 'aE0'].join('')

const cases: [check: string, path: string, good: string, bad: string][] = [
  ['file-length', 'src/a.ts', 'x\n'.repeat(400), 'x\n'.repeat(401)],
  ['opening-sentence', 'src/a.ts', '/** Says what it is for. */\nexport {}', '// nothing\nexport {}'],
  ['private-content', 'docs/a.md', 'see /usr/local', `see ${['', 'root', 'secret'].join('/')}`],
  [
    'private-content',
    'src/a.ts',
    'eyJ.eyJ.x',
    ['eyJ', '.eyJ', '.'].map((part) => part + 'a'.repeat(20)).join(''),
  ],
  ['links', 'docs/a.md', '# One `two`!\n[here](#one-two)', '[there](missing.md)'],
  [
    'secrets',
    'src/a.ts',
    "const password = 'correct horse battery staple'",
    `const clientSecret = '${canary}'`,
  ],
  [
    'migrations',
    'packages/a/migrations/0001-more.sql',
    'alter table a add column b int not null default 0; -- nobody renames\ndrop index c;',
    'alter table a add column b int\n not null;',
  ],
  [
    'migrations',
    'packages/a/migrations/0002-less.sql',
    'create table a (b int not null)',
    'alter table a rename b to c',
  ],
  ['texts', 'apps/web/src/a.tsx', '<b title={texts.a}>{texts.b} <code>npm</code></b>', '<b>Home</b>'],
  ['texts', 'apps/web/src/a.tsx', '<a className="wide" />', '<a title="Home" />'],
  ['texts', 'apps/web/src/a.tsx', '<b>{a === "Open" && texts.b}</b>', '<b>{a ? texts.b : b + " left"}</b>'],
  ['texts', 'apps/web/src/a.tsx', '<a title={a ? "" : texts.b} />', '<a title={a || "Home"} />'],
  [
    'texts',
    'apps/web/src/a.ts',
    'show({ message: texts.a, color: "red", error: a === "Open" })',
    'show({ message: "Saved" })',
  ],
  ['texts', 'apps/web/src/a.ts', 'useDocumentTitle(texts.a)', 'useDocumentTitle("Home")'],
  ['texts', 'apps/web/src/a.ts', 'const a = ["EditAll", "a-b c"]', 'const a = ["Go home"]'],
  ['install-scripts', 'package-lock.json', lock({}), lock({ hasInstallScript: true })],
  [
    'licences',
    'package-lock.json',
    lock({ license: '(MIT OR GPL-3.0-only)' }),
    lock({ license: 'GPL-3.0-only' }),
  ],
  ['lockfile', 'package-lock.json', lock({ integrity: 'sha512-x' }), lock({})],
  [
    'lockfile',
    'package-lock.json',
    lock({ link: true, resolved: 'a' }),
    lock({ resolved: 'git+ssh://x', integrity: 'sha512-x' }),
  ],
]

test.each(cases)('%s accepts and refuses %s by its content', (check, path, good, bad) => {
  expect(run(check, path, good)).toEqual({ status: 0, stderr: '' })
  expect(run(check, path, bad)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(path === 'package-lock.json' ? 'node_modules/x' : path),
  })
})

test('workspaces wants each package of ours that is imported to be declared', () => {
  const dir = newDir()
  write(dir, 'packages/a/src/a.ts', "import { b } from '@waymark/b'\nimport type { A } from '@waymark/a'")
  write(dir, 'packages/a/package.json', '{ "name": "@waymark/a", "devDependencies": { "@waymark/b": "*" } }')
  expect(runIn(dir, 'workspaces')).toEqual({ status: 0, stderr: '' })
  write(dir, 'packages/a/package.json', '{ "name": "@waymark/a" }')
  expect(runIn(dir, 'workspaces')).toEqual({
    status: 1,
    stderr: 'packages/a/package.json: declares no @waymark/b, which its code imports\n',
  })
})

test('decision-records wants each record in the list, as it calls itself, in order', () => {
  const dir = newDir()
  const first = '| [0001](0001-a.md) | A | accepted |'
  const second = '| [0002](0002-b.md) | B | superseded by 0003 |'
  write(dir, 'docs/adr/0001-a.md', '# 0001: A\n\nStatus: accepted\n')
  write(dir, 'docs/adr/0002-b.md', '# 0002: B\n\nStatus: superseded by 0003\n')
  const judged = (...listed: string[]) => {
    write(dir, 'docs/adr/README.md', listed.join('\n'))
    return runIn(dir, 'decision-records').stderr
  }
  expect(judged(first, second)).toBe('')
  expect(judged(second, first)).toContain('out of order')
  expect(judged(first)).toContain(`lacks ${second}`)
  expect(judged(first, second, '| [0003](0003-c.md) | C | accepted |')).toContain('no record says | [0003]')
})

test('secrets finds a credential that was committed and taken out again, and does not repeat it', () => {
  const dir = newDir()
  const git = (...words: string[]) =>
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], { cwd: dir })
  git('init', '-q')
  for (const text of [`secret: ${canary}`, 'secret: in the vault']) {
    writeFileSync(join(dir, 'settings.yaml'), text)
    git('add', '.')
    git('commit', '-q', '-m', 'change the settings')
  }
  const { status, stderr } = runIn(dir, 'secrets')
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^settings\.yaml in commit \w+: looks like/)])
  expect(stderr).not.toContain(canary.slice(0, 12))
})

test.each([
  ['src/utils.ts', 1],
  ['src/string-helpers.ts', 1],
  ['src/common/a.ts', 1],
  ['src/fqn.ts', 0],
  ['src/data-types.ts', 0],
])('forbidden-names judges %s', (path, status) => {
  expect(run('forbidden-names', path, '').status).toBe(status)
})

function run(check: string, path: string, text: string) {
  const dir = newDir()
  write(dir, path, text)
  return runIn(dir, check)
}

function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'waymark-check-'))
  made.push(dir)
  return dir
}

function write(dir: string, path: string, text: string): void {
  mkdirSync(join(dir, dirname(path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}

function runIn(dir: string, check: string) {
  const script = join(import.meta.dirname, `${check}.check.ts`)
  const { status, stderr } = spawnSync(process.execPath, [script], { cwd: dir, encoding: 'utf8' })
  return { status, stderr }
}

function lock(entry: object): string {
  return JSON.stringify({ packages: { '': {}, 'node_modules/x': entry } })
}
