/** Makes a Debian package of a release archive, with tar alone: the machine that builds it need not be Debian. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { packedTar } from './packed-tar.ts'

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** Where its files go on the machine; Debian leaves `/opt` to what its packages do not manage. */
const home = 'usr/lib/waymark'

/**
 * The same archive gives the same package, byte for byte: its files, scripts, unit and date are all taken from the archive.
 *
 * @param archive - what `npm run release -- archive` made
 * @param staging - an empty directory
 * @param into - where the package goes
 * @returns the path of `waymark_<version>_<architecture>.deb`
 * @throws Error when the archive is no release, or for no processor that Debian has
 */
export function makeDebianPackage(archive: string, staging: string, into: string): string {
  const data = join(staging, 'data')
  const tree = join(data, home)
  mkdirSync(join(data, 'usr/lib'), { recursive: true })
  execFileSync('tar', ['-xzf', archive, '-C', join(data, 'usr/lib'), '--no-same-owner'])
  if (!existsSync(join(tree, 'bin/node'))) throw new Error(`${archive} is not a release archive of Waymark.`)
  const cpu = /node-linux-(\w+)/.exec(readlinkSync(join(tree, 'bin/node')))?.[1] ?? ''
  const architecture = architectures[cpu]
  if (architecture === undefined)
    throw new Error(`Debian has no processor "${cpu}", which ${archive} is for.`)
  const { mtimeMs } = statSync(join(tree, 'package.json'))
  // npm's shape. Debian takes what follows a hyphen for a revision; after a tilde it sorts before the release.
  const manifest = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8')) as { version: string }
  const version = manifest.version.replace('-', '~')

  layOut(data)
  const control = join(staging, 'control')
  writeControl(control, data, { version, architecture })
  const seconds = Math.floor(mtimeMs / 1000)
  const path = join(into, `waymark_${version}_${architecture}.deb`)
  writeFileSync(path, '!<arch>\n')
  append(path, 'debian-binary', seconds, Buffer.from('2.0\n'))
  for (const [name, directory] of [
    ['control.tar.gz', control],
    ['data.tar.gz', data],
  ] as const) {
    const packed = join(staging, name)
    packedTar(packed, directory, '.', seconds)
    append(path, name, seconds, readFileSync(packed))
  }
  return path
}

/** Puts the unit, the settings, the commands and the papers where Debian has them. */
function layOut(data: string): void {
  const tree = join(data, home)
  for (const directory of ['etc/waymark', 'usr/bin', 'usr/lib/systemd/system', 'usr/share/doc/waymark'])
    mkdirSync(join(data, directory), { recursive: true })
  const unit = readFileSync(join(tree, 'deploy/bare-metal/waymark.service'), 'utf8')
  writeFileSync(
    join(data, 'usr/lib/systemd/system/waymark.service'),
    unit.replace('/opt/waymark/current/', `/${home}/`),
  )
  // Nobody's settings yet: postinst closes it before anybody writes any.
  cpSync(join(tree, 'deploy/bare-metal/waymark.env'), join(data, 'etc/waymark/waymark.env'))
  for (const program of ['waymark', 'metadata'])
    symlinkSync(`../lib/waymark/bin/${program}`, join(data, 'usr/bin', program))
  const papers = join(data, 'usr/share/doc/waymark')
  cpSync(join(tree, 'deploy/debian/copyright'), join(papers, 'copyright'))
  writeFileSync(join(papers, 'changelog.gz'), gzipSync(readFileSync(join(tree, 'CHANGELOG.md'))))
}

function writeControl(control: string, data: string, values: Readonly<Record<string, string>>): void {
  const source = join(data, home, 'deploy/debian')
  mkdirSync(control)
  for (const script of ['postinst', 'prerm', 'postrm'])
    writeFileSync(join(control, script), readFileSync(join(source, script)), { mode: 0o755 })
  const files = filesBelow(data, '').sort()
  const bytes = files.reduce((sum, path) => sum + lstatSync(join(data, path)).size, 0)
  const all: Readonly<Record<string, string>> = { ...values, kibibytes: String(Math.ceil(bytes / 1024)) }
  const fields = readFileSync(join(source, 'control'), 'utf8')
  writeFileSync(
    join(control, 'control'),
    fields.replace(/@(\w+)@/g, (_, name) => all[name] ?? ''),
  )
  writeFileSync(join(control, 'conffiles'), '/etc/waymark/waymark.env\n')
  const sums = files
    .filter((path) => !path.startsWith('etc/') && lstatSync(join(data, path)).isFile())
    .map(
      (path) =>
        `${createHash('md5')
          .update(readFileSync(join(data, path)))
          .digest('hex')}  ${path}\n`,
    )
  writeFileSync(join(control, 'md5sums'), sums.join(''))
}

function filesBelow(root: string, path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const below = path === '' ? entry.name : `${path}/${entry.name}`
    return entry.isDirectory() ? filesBelow(root, below) : [below]
  })
}

/** Appends a member as deb(5) has it: the common format of ar(1), names up to 15 bytes, padded to an even length. */
function append(path: string, name: string, seconds: number, content: Buffer): void {
  const fields = [name.padEnd(16), String(seconds).padEnd(12), '0     0     ', '100644  ']
  appendFileSync(path, `${fields.join('')}${String(content.length).padEnd(10)}\`\n`)
  appendFileSync(path, content)
  if (content.length % 2 === 1) appendFileSync(path, '\n')
}
