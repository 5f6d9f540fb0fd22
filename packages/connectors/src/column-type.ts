/** Types of columns as dashboard tools write them, which is how their databases do. */

/** In this order: the first that fits decides. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/BIGINT|INT8|INT64|LONG/, 'BIGINT'],
  [/SMALLINT|INT2/, 'SMALLINT'],
  [/TINYINT/, 'TINYINT'],
  [/INTERVAL/, 'INTERVAL'],
  [/SERIAL|INT/, 'INT'],
  [/DECIMAL|NUMERIC|NUMBER|MONEY/, 'DECIMAL'],
  [/DOUBLE|FLOAT64|FLOAT8/, 'DOUBLE'],
  [/FLOAT|REAL/, 'FLOAT'],
  [/BOOL/, 'BOOLEAN'],
  [/TIMESTAMP|DATETIME/, 'TIMESTAMP'],
  [/^DATE/, 'DATE'],
  [/^TIME/, 'TIME'],
  [/JSON/, 'JSON'],
  [/UUID|UNIQUEIDENTIFIER/, 'UUID'],
  [/BYTEA|BINARY|BLOB/, 'BINARY'],
  [/ARRAY|\[\]/, 'ARRAY'],
  [/CHAR|TEXT|STRING|CLOB/, 'STRING'],
]

/** The catalog's type, with the tool's own word beside it. */
export function columnType(said: string | undefined): {
  dataType: string
  dataTypeDisplay?: string
  arrayDataType?: string
} {
  if (said === undefined) return { dataType: 'UNKNOWN' }
  const word = said.toUpperCase()
  const dataType = kinds.find(([pattern]) => pattern.test(word))?.[1] ?? 'UNKNOWN'
  return { dataType, dataTypeDisplay: said, ...(dataType === 'ARRAY' ? { arrayDataType: 'UNKNOWN' } : {}) }
}
