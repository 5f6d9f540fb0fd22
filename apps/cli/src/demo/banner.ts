/** What the newcomer sees when the demo is up. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { RunningServer } from '../server-process.ts'
import type { Terminal } from '../terminal.ts'
import type { SampleTenant } from './sample-tenant.ts'

interface Banner {
  readonly server: RunningServer
  readonly tenant: SampleTenant
  readonly loaded: { readonly tables: number; readonly lineageEdges: number }
  readonly directory: string
  readonly logFile: string
  readonly shellFile: string
  readonly home: string
  readonly elapsedMs: number
}

export function bannerLines(banner: Banner, { colors }: Terminal): string[] {
  const { server, tenant, loaded, directory, logFile, shellFile, home } = banner
  const nameWidth = Math.max(...tenant.people.map((person) => person.name.length)) + 2
  const people = tenant.people.map((person) => {
    const star = person.isAdmin ? colors.yellow('★') : ' '
    return `    ${star} ${person.name.padEnd(nameWidth)}${colors.dim(person.role)}`
  })
  const fact = (label: string, text: string) => `  ${colors.dim(label.padEnd(10))}${text}`
  return [
    '',
    `  ${colors.green('Ready')} in ${(banner.elapsedMs / 1000).toFixed(1)} s   ${colors.bold(colors.cyan(server.url))}`,
    '',
    `  Click ${colors.bold('Sign in')} and choose who you are; no password is asked:`,
    ...people,
    '',
    fact(
      'To see',
      `${loaded.tables} tables and views of the database fjordlight, ${loaded.lineageEdges} lineage edges`,
    ),
    fact('Ingested', `with npx metadata ingest -c ${shortened(join(directory, 'fjordlight.yaml'))}`),
    fact('Try it', `in a second terminal, after:  . ${shortened(shellFile)}`),
    fact('Data', `${shortened(home)}   log ${shortened(logFile)}`),
    fact('Your own', 'npm start -- --no-demo   an empty catalog with a set-up link'),
    fact('Stop', 'Ctrl-C   the next start takes a few seconds and keeps everything'),
    '',
  ]
}

function shortened(path: string): string {
  const home = homedir()
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}
