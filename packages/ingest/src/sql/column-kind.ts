/** What can be measured of a column, from its data type in the catalog's words. */

export type ColumnKind = 'number' | 'text' | 'time' | 'boolean' | 'opaque'

const numbers: ReadonlySet<string> = new Set(
  'NUMBER TINYINT SMALLINT INT BIGINT BYTEINT FLOAT DOUBLE DECIMAL NUMERIC LONG FIXED LARGEINT UINT'.split(
    ' ',
  ),
)
const texts: ReadonlySet<string> = new Set(
  'STRING MEDIUMTEXT TEXT CHAR VARCHAR CLOB NTEXT LOWCARDINALITY ENUM UUID INET CIDR MACADDR IPV4 IPV6'.split(
    ' ',
  ),
)
const times: ReadonlySet<string> = new Set('TIMESTAMP TIMESTAMPZ TIME DATE DATETIME YEAR'.split(' '))

/** `opaque` columns (JSON, arrays, binaries, geometry) are counted only. */
export function columnKind(dataType: string): ColumnKind {
  if (numbers.has(dataType)) return 'number'
  if (texts.has(dataType)) return 'text'
  if (times.has(dataType)) return 'time'
  return dataType === 'BOOLEAN' ? 'boolean' : 'opaque'
}
