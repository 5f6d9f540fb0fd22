/** CSV, TSV and JSON files: their columns, from the beginning of the file alone. */
import { gunzipSync, constants as zlib, zstdDecompressSync } from 'node:zlib'
import type { Column } from '@waymark/spec'
import { isRecord } from '../json-values.ts'
import { columnsOfRows, columnsOfTexts } from './column-inference.ts'

/** Bytes of a file that are read to find its columns. */
export const sampleBytes = 256 * 1024
const maximumRows = 200

/** The beginning of a text file, unpacked; a last line that was cut off is left out when `whole` is false. */
export function sampleText(bytes: Uint8Array, name: string, whole: boolean): string {
  const text = new TextDecoder().decode(unpack(bytes, name)).replace(/^\uFEFF/, '')
  if (whole) return text
  const end = text.lastIndexOf('\n')
  return end < 0 ? text : text.slice(0, end)
}

function unpack(bytes: Uint8Array, name: string): Uint8Array {
  // What was cut off in the middle still unpacks as far as it goes.
  if (/\.gz$/i.test(name)) return gunzipSync(bytes, { finishFlush: zlib.Z_SYNC_FLUSH })
  return /\.zstd?$/i.test(name) ? zstdDecompressSync(bytes, { finishFlush: zlib.ZSTD_e_flush }) : bytes
}

/** Columns by the first line's names; RFC 4180 with any of the usual separators. */
export function csvColumns(text: string, isTsv: boolean): Column[] {
  const separator = isTsv ? '\t' : likelySeparator(text)
  const rows = csvRows(text, separator)
  return columnsOfTexts(rows[0] ?? [], rows.slice(1))
}

function likelySeparator(text: string): string {
  const [header = ''] = text.split('\n', 1)
  const counted = [',', ';', '\t', '|'].map((mark) => ({ mark, count: header.split(mark).length }))
  return counted.toSorted((one, other) => other.count - one.count)[0]?.mark ?? ','
}

function csvRows(text: string, separator: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length && rows.length <= maximumRows; at += 1) {
    const character = text[at] ?? ''
    if (quoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (character === '"' && cell === '') quoted = true
    else if (character === separator || character === '\n') {
      row.push(cell.replace(/\r$/, ''))
      cell = ''
      if (character === '\n') {
        if (row.some((each) => each !== '')) rows.push(row)
        row = []
      }
    } else cell += character
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell.replace(/\r$/, '')])
  return rows
}

/** Columns of a file with an object on each line, of an array of objects, or of one object. @throws SyntaxError */
export function jsonColumns(text: string, whole: boolean): Column[] {
  const trimmed = text.trim()
  const lines = trimmed.split('\n').slice(0, maximumRows)
  const parsed = lines.map(parseOrUndefined)
  if (lines.length > 0 && parsed.every(isRecord)) return columnsOfRows(parsed)
  if (!whole)
    throw new SyntaxError(`only the first ${sampleBytes} bytes are read, and they are no JSON lines`)
  const value: unknown = JSON.parse(trimmed)
  if (Array.isArray(value)) return columnsOfRows(value.slice(0, maximumRows).filter(isRecord))
  return isRecord(value) ? columnsOfRows([value]) : []
}

function parseOrUndefined(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
