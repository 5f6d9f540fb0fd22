/** Shows that a step is under way: a spinner with the elapsed time on a terminal, plain lines elsewhere. */

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const isInteractive = Boolean(process.stderr.isTTY) && !process.env.CI && process.env.TERM !== 'dumb'
const hasColor = isInteractive && !process.env.NO_COLOR

/**
 * Runs `work` under a title and reports how long it took. Writes to stderr: stdout belongs to the program that follows.
 *
 * @template T
 * @param {string} title `Installing dependencies`
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startMs = Date.now()
  const elapsed = () => `${((Date.now() - startMs) / 1000).toFixed(isInteractive ? 0 : 1)} s`
  let frame = 0
  if (!isInteractive) process.stderr.write(`- ${title} …\n`)
  const show = () => {
    if (!isInteractive) process.stderr.write(`  still ${title.toLowerCase()} (${elapsed()})\n`)
    else
      process.stderr.write(`\r\u001b[K${color(36, frames[frame++ % frames.length])} ${title} … ${elapsed()}`)
  }
  const timer = setInterval(show, isInteractive ? 100 : 15_000)
  const end = (mark) => {
    clearInterval(timer)
    process.stderr.write(`${isInteractive ? '\r\u001b[K' : ''}${mark} ${title} (${elapsed()})\n`)
  }
  try {
    const result = await work()
    end(color(32, '✔'))
    return result
  } catch (error) {
    end(color(31, '✘'))
    throw error
  }
}

/**
 * @param {number} code an ANSI colour
 * @param {string} text
 */
export function color(code, text) {
  return hasColor ? `\u001b[${code}m${text}\u001b[0m` : text
}
