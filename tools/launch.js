/** The first program of every npm script: on any Node.js since 18 it installs what is missing, then hands over to the pinned one. */
const [major] = process.versions.node.split('.')

if (Number(major) < 18) {
  console.error(
    `Waymark's launcher needs Node.js 18 or newer, and this is ${process.version}. Install a newer one from https://nodejs.org and try again.`,
  )
  process.exitCode = 1
} else {
  // Imported late: an older Node.js could not even parse the rest.
  import('./launch/command.js').then(({ runCommand }) => runCommand(process.argv.slice(2)))
}
