/** Several short texts as the lines of one text field. */

/** The lines that say something, each once, in their order. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return [...new Set(lines.filter((line) => line !== ''))]
}
