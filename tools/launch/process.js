/** Runs child processes for the launcher: in the foreground with our terminal, or quietly with their output kept. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { rootDir } from './launch-error.js'

/**
 * Runs a program with the pinned Node.js in our place: same terminal, same directory, signals passed on.
 *
 * @param {string} node
 * @param {string[]} args
 * @returns {Promise<number>} its exit code; 128 + the signal's number if a signal ended it, as shells do
 */
export function handOver(node, args) {
  const child = spawn(node, args, { cwd: rootDir, stdio: 'inherit', env: environmentWith(node) })
  const forward = (signal) => {
    // Ctrl-C in a terminal reaches the child by itself; a second SIGINT would mean "do not wait for me".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
  stopWithParent(child)
  return exitCodeOf(child)
}

/**
 * npm runs us in a shell, and a signal to npm alone ends that shell without reaching us: what we started would go on
 * with nobody to stop it.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function stopWithParent(child) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 1000)
  watch.unref()
}

/**
 * Runs a program without a terminal and returns what it printed, in order.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<{ exitCode: number, output: string }>}
 */
export async function capture(program, args, { env = process.env, cwd = rootDir } = {}) {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  child.stderr.on('data', (chunk) => chunks.push(chunk))
  const stop = (signal) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
  try {
    const exitCode = await exitCodeOf(child)
    return { exitCode, output: Buffer.concat(chunks).toString() }
  } catch (error) {
    return { exitCode: 127, output: `${program}: ${error.message}\n` }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, stop)
  }
}

/**
 * Our environment, in which `node` and the installed programs come first on the path.
 *
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentWith(node) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const path = [dirname(node), join(rootDir, 'node_modules/.bin'), process.env[name] ?? ''].join(delimiter)
  return { ...process.env, [name]: path }
}

/** @param {import('node:child_process').ChildProcess} child */
function exitCodeOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(signal === null ? code : 128 + constants.signals[signal]))
  })
}
