/** A MariaDB of its own for the tests: real, empty, in a temporary directory, gone afterwards. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, createConnection } from 'mysql2/promise'
import { freePort } from '../../../../tools/ports/free-port.ts'

export interface TestMariadb {
  readonly port: number
  readonly socketPath: string
  /** PEM text of the authority that signed the server's certificate, which is for 127.0.0.1. */
  readonly caCertificate: string
  /** Signed in as root. */
  readonly root: Connection
  stop(): Promise<void>
}

const startTimeoutMs = 30_000

function program(...names: readonly string[]): string {
  const directories = ['/usr/sbin', '/usr/local/sbin', ...(process.env.PATH ?? '').split(':')]
  const found = directories
    .flatMap((directory) => names.map((name) => join(directory, name)))
    .find(existsSync)
  if (found) return found
  throw new Error(
    `These tests need a real MariaDB, and ${names.join(' or ')} is not on this machine: install the package mariadb-server ` +
      '(as root on Debian: tools/ci/prepare-mariadb.sh). They are not skipped without it.',
  )
}

/** @throws Error naming the package to install where the machine has no MariaDB */
export async function startTestMariadb(): Promise<TestMariadb> {
  const server = program('mariadbd', 'mysqld')
  const directory = await mkdtemp(join(tmpdir(), 'waymark-mariadb-'))
  await chmod(directory, 0o755)
  const data = join(directory, 'data')
  const socketPath = join(directory, 'socket')
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')]
  const shared = ['--no-defaults', `--datadir=${data}`, `--user=${userInfo().username}`]
  const subject = ['-subj', '/CN=waymark test', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  const pair = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', ...pair, ...subject], { stdio: 'pipe' })
  const install = program('mariadb-install-db', 'mysql_install_db')
  execFileSync(install, [...shared, '--auth-root-authentication-method=normal', '--skip-test-db'], {
    stdio: 'pipe',
  })
  const port = await freePort()
  const child = spawn(
    server,
    [
      ...shared,
      `--socket=${socketPath}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--pid-file=${join(directory, 'pid')}`,
      `--ssl-key=${key}`,
      `--ssl-cert=${certificate}`,
      '--innodb-buffer-pool-size=32M',
      '--character-set-server=utf8mb4',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (text: Buffer) => {
    said = `${said}${text}`.slice(-4000)
  })
  const stop = async () => {
    await ended(child)
    await rm(directory, { recursive: true, force: true })
  }
  try {
    const root = await connectOnceReady(socketPath, child)
    const caCertificate = await readFile(certificate, 'utf8')
    return {
      port,
      socketPath,
      caCertificate,
      root,
      stop: async () => {
        await root.end()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw new Error(`MariaDB did not start: ${said}`, { cause: error })
  }
}

async function connectOnceReady(socketPath: string, child: ChildProcess): Promise<Connection> {
  const untilMs = Date.now() + startTimeoutMs
  for (;;) {
    try {
      return await createConnection({
        socketPath,
        user: 'root',
        multipleStatements: true,
        charset: 'utf8mb4',
      })
    } catch (error) {
      if (child.exitCode !== null || Date.now() > untilMs) throw error
      await sleep(100)
    }
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await exit
}
