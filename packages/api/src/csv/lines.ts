/** Lines of CSV (RFC 4180) that a spreadsheet does not run as formulas. */
import { stringify } from 'csv-stringify/sync'

/**
 * A text with a line for each row, each ended by CR LF. What is no text is written as JSON, and nothing as an empty cell;
 * a cell that begins like a formula gets an apostrophe (OWASP, CSV injection).
 */
export function csvLines(rows: readonly (readonly unknown[])[]): string {
  const cast = { boolean: String, number: String, object: (value: object) => JSON.stringify(value) }
  return stringify(rows as unknown[][], { cast, escape_formulas: true, record_delimiter: 'windows' }) // only read
}

export function csvLine(row: readonly unknown[]): string {
  return csvLines([row])
}
