/** What the SQL dialects differ in, as far as lineage can tell. */

/** Dialects that the reader in this folder reads; PostgreSQL has a parser of its own. */
export type ReadDialect =
  | 'mysql'
  | 'mariadb'
  | 'tsql'
  | 'snowflake'
  | 'databricks'
  | 'spark'
  | 'bigquery'
  | 'duckdb'
  | 'sqlite'
  | 'oracle'
  | 'redshift'

export interface Dialect {
  readonly name: ReadDialect
  /** Characters that open a quoted name, with the one that closes it. */
  readonly nameQuotes: Readonly<Record<string, string>>
  /** Characters that open a string. */
  readonly stringQuotes: string
  /** Whether a backslash escapes in strings. */
  readonly backslash: boolean
  /** What starts a comment to the end of the line. */
  readonly lineComments: readonly string[]
  /** Whether `$$ … $$` holds text, as the body of a procedure does. */
  readonly dollarText: boolean
  /** Unquoted names are stored in upper or lower case, or as written. */
  readonly fold: 'upper' | 'lower' | 'as written'
  /** A select list may use names that it gave further left. */
  readonly earlierNames: boolean
  /** Statements need no semicolon between them, and its reserved words end an expression. */
  readonly looseStatements: boolean
  /** `x -> …` in an argument is a function with parameter x; otherwise it takes a part out of JSON. */
  readonly lambdas: boolean
  /** A common table may read itself without RECURSIVE. */
  readonly selfReadingWithoutRecursive: boolean
  /** Schema that an empty one stands for: `database..table`. */
  readonly defaultSchema: string | undefined
}

const standard: Dialect = {
  name: 'redshift',
  nameQuotes: { '"': '"' },
  stringQuotes: "'",
  backslash: false,
  lineComments: ['--'],
  dollarText: true,
  fold: 'as written',
  earlierNames: false,
  looseStatements: false,
  lambdas: false,
  selfReadingWithoutRecursive: false,
  defaultSchema: undefined,
}

const mysql: Dialect = {
  ...standard,
  name: 'mysql',
  nameQuotes: { '`': '`' },
  stringQuotes: `'"`,
  backslash: true,
  lineComments: ['-- ', '--\t', '--\n', '#'],
  dollarText: false,
}

const databricks: Dialect = {
  ...standard,
  name: 'databricks',
  nameQuotes: { '`': '`' },
  stringQuotes: `'"`,
  backslash: true,
  earlierNames: true,
  lambdas: true,
}

export const dialects: Readonly<Record<ReadDialect, Dialect>> = {
  mysql,
  mariadb: { ...mysql, name: 'mariadb' },
  tsql: {
    ...standard,
    name: 'tsql',
    nameQuotes: { '[': ']', '"': '"' },
    dollarText: false,
    looseStatements: true,
    selfReadingWithoutRecursive: true,
    defaultSchema: 'dbo',
  },
  snowflake: {
    ...standard,
    name: 'snowflake',
    backslash: true,
    lineComments: ['--', '//'],
    fold: 'upper',
    earlierNames: true,
    lambdas: true,
    selfReadingWithoutRecursive: true,
    defaultSchema: 'PUBLIC',
  },
  databricks,
  spark: { ...databricks, name: 'spark' },
  bigquery: {
    ...standard,
    name: 'bigquery',
    nameQuotes: { '`': '`' },
    stringQuotes: `'"`,
    backslash: true,
    lineComments: ['--', '#'],
    dollarText: false,
  },
  duckdb: { ...standard, name: 'duckdb', earlierNames: true, lambdas: true },
  sqlite: { ...standard, name: 'sqlite', nameQuotes: { '"': '"', '`': '`', '[': ']' }, dollarText: false },
  oracle: {
    ...standard,
    name: 'oracle',
    dollarText: false,
    fold: 'upper',
    selfReadingWithoutRecursive: true,
  },
  redshift: { ...standard, fold: 'lower', earlierNames: true },
}
