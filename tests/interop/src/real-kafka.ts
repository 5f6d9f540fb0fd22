/** A real Kafka for tests, from Maven Central: one process that is broker and controller, in the clear and with TLS and a password. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../../../tools/ports/free-port.ts'

const run = promisify(execFile)
const version = '4.1.0'
const cache = join(homedir(), '.cache', 'waymark-interop')
const readyWithinMs = 240_000

export interface RunningKafka {
  /** `host:port` without encryption or a password. */
  readonly plain: string
  /** `host:port` with TLS, for `user` (SASL, PLAIN). */
  readonly secured: string
  readonly user: { readonly name: string; readonly password: string }
  /** The authority of `secured`, as PEM. */
  readonly certificate: string
  createTopic(name: string, ...options: string[]): Promise<void>
  stop(): Promise<void>
}

/** The class path. Needs Java 17 and Maven, which resolves Kafka's own dependencies once per machine. */
async function libraries(): Promise<string> {
  const home = join(cache, `kafka-${version}`)
  if (!existsSync(home)) {
    mkdirSync(cache, { recursive: true })
    const directory = mkdtempSync(join(cache, 'kafka-download-'))
    const dependencies = ['kafka_2.13', 'kafka-tools'].map(
      (artifact) =>
        `<dependency><groupId>org.apache.kafka</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
    )
    writeFileSync(
      join(directory, 'pom.xml'),
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>test</groupId>
       <artifactId>kafka</artifactId><version>1</version><dependencies>${dependencies.join('')}</dependencies></project>`,
    )
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${directory}`, '-DincludeScope=runtime']
    await run('mvn', ['-q', '-B', '-f', join(directory, 'pom.xml'), ...goal])
    if (!existsSync(home)) renameSync(directory, home)
    rmSync(directory, { recursive: true, force: true })
  }
  return join(home, '*')
}

/** The text as one line of a properties file. */
const line = (pem: string) => pem.replaceAll('\n', '\\n')

export async function startKafka(): Promise<RunningKafka> {
  const classPath = await libraries()
  const directory = mkdtempSync(join(tmpdir(), 'waymark-kafka-'))
  const [keyFile, certificateFile] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const files = ['-keyout', keyFile, '-out', certificateFile]
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject])
  const certificate = readFileSync(certificateFile, 'utf8')
  const user = { name: 'ada', password: 'a-password-of-the-test-broker' }
  const [plainPort, securedPort, controllerPort] = [await freePort(), await freePort(), await freePort()]
  const [plain, secured] = [`127.0.0.1:${plainPort}`, `localhost:${securedPort}`]
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://${plain},SASL_SSL://${secured},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${plain},SASL_SSL://${secured}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.sasl_ssl.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_${user.name}="${user.password}";`,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.certificate.chain': line(certificate),
    'ssl.keystore.key': line(readFileSync(keyFile, 'utf8')),
    'log.dirs': join(directory, 'data'),
    'offsets.topic.replication.factor': '1',
  }
  const file = join(directory, 'server.properties')
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const java = (main: string, ...args: string[]) => run('java', ['-Xmx128m', '-cp', classPath, main, ...args])
  const cluster = 'MkU3OEVBNTcwNTJENDM2Qk'
  await java('kafka.tools.StorageTool', 'format', '-t', cluster, '-c', file, '--standalone')
  const child = spawn('java', ['-Xmx256m', '-cp', classPath, 'kafka.Kafka', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4000)
    })
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGKILL') // what it holds is thrown away
    await ended
    rmSync(directory, { recursive: true, force: true })
  }
  for (const until = Date.now() + readyWithinMs; !(await answers(plainPort)); await sleep(500)) {
    if (child.exitCode === null && Date.now() < until) continue
    await stop()
    throw new Error(`Kafka was not ready in time:\n${said}`)
  }
  return {
    plain,
    secured,
    user,
    certificate,
    async createTopic(name, ...options) {
      const topic = ['--bootstrap-server', plain, '--create', '--topic', name, ...options]
      await java('org.apache.kafka.tools.TopicCommand', ...topic)
    },
    stop,
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
