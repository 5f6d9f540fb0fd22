/**
 * Names inside our own addresses. A slash, backslash or percent sign in a path segment is decoded, normalised or refused
 * by proxies and servers on the way, each in its own fashion, so these travel as `~2F`, `~5C`, `~25`; a tilde as `~7E`.
 */

export function toPathName(name: string): string {
  return name.replace(/[/\\%~]/g, (character) => `~${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The opposite. Names that others put into an address without this writing are taken as they are. */
export function fromPathName(written: string): string {
  return written.replace(/~(2F|5C|25|7E)/g, (_match, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}
