/** One line of a CSV file (RFC 4180) that no spreadsheet takes for a formula. */

/** Cells that begin like a formula get an apostrophe (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r]/

export function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => {
    const text = formula.test(cell) ? `'${cell}` : cell
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  })
  return `${quoted.join(',')}\r\n`
}
