/** What seeded test definitions are made of: data types by kind, parameters, and the members they share. */

/** Most columns of one kind of values. */
export const numbers = [
  'NUMBER', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'BYTEINT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'NUMERIC', 'LONG', 'FIXED',
  'LARGEINT', 'UINT', 'MONEY',
] // biome-ignore format: a vocabulary
export const times = ['TIMESTAMP', 'TIMESTAMPZ', 'TIME', 'DATE', 'DATETIME', 'YEAR']
export const texts = [
  'STRING',
  'MEDIUMTEXT',
  'TEXT',
  'CHAR',
  'VARCHAR',
  'CLOB',
  'NTEXT',
  'LOWCARDINALITY',
  'ENUM',
  'UUID',
]
export const blobs = ['BYTES', 'BINARY', 'VARBINARY', 'ARRAY', 'BLOB', 'LONGBLOB', 'MEDIUMBLOB', 'BYTEA']
const others = [
  'BOOLEAN',
  'JSON',
  'MAP',
  'SET',
  'STRUCT',
  'UNION',
  'INTERVAL',
  'GEOGRAPHY',
  'XML',
  'INET',
  'CIDR',
  'IPV4',
  'IPV6',
  'BIT',
]
export const all = [...numbers, ...times, ...texts, ...blobs, ...others]

interface Parameter {
  readonly name: string
  readonly displayName: string
  readonly dataType: string
  readonly description: string
  readonly required: boolean
  readonly optionValues?: readonly string[]
  readonly validationRule?: { readonly parameterField: string; readonly rule: string }
}

export interface SeedTestDefinition {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly entityType: 'TABLE' | 'COLUMN'
  readonly testPlatforms: readonly string[]
  readonly supportedDataTypes?: readonly string[]
  readonly parameterDefinition: readonly Parameter[]
  readonly dataQualityDimension: string
  readonly validatorClass: string
  readonly supportsRowLevelPassedFailed?: boolean
  readonly supportsDynamicAssertion?: boolean
  readonly provider: 'system'
  readonly enabled: boolean
}

export const required = (
  name: string,
  displayName: string,
  dataType: string,
  description: string,
): Parameter => ({
  name,
  displayName,
  dataType,
  description,
  required: true,
})
export const optional = (
  name: string,
  displayName: string,
  dataType: string,
  description: string,
): Parameter => ({
  name,
  displayName,
  dataType,
  description,
  required: false,
})

/** A lower and an upper bound; leaving one out leaves that side open. */
export function range(min: string, max: string, of: string, dataType = 'INT'): readonly Parameter[] {
  return [
    {
      ...optional(min, 'Min', dataType, `${of} is at least this. Empty: no lower bound.`),
      validationRule: { parameterField: max, rule: 'LESS_THAN_OR_EQUALS' },
    },
    {
      ...optional(max, 'Max', dataType, `${of} is at most this. Empty: no upper bound.`),
      validationRule: { parameterField: min, rule: 'GREATER_THAN_OR_EQUALS' },
    },
  ]
}

type Rest = Pick<
  SeedTestDefinition,
  'displayName' | 'description' | 'parameterDefinition' | 'dataQualityDimension'
> &
  Partial<
    Pick<
      SeedTestDefinition,
      'supportsRowLevelPassedFailed' | 'supportsDynamicAssertion' | 'supportedDataTypes'
    >
  >

const common = { testPlatforms: ['OpenMetadata'], provider: 'system', enabled: true } as const

/** Validators are called like their test, in upper camel case. */
function validatorOf(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}Validator`
}

export const ofTable = (name: string, rest: Rest): SeedTestDefinition => ({
  name,
  entityType: 'TABLE',
  validatorClass: validatorOf(name),
  ...common,
  ...rest,
})
export const ofColumn = (
  name: string,
  supportedDataTypes: readonly string[],
  rest: Rest,
): SeedTestDefinition => ({
  name,
  entityType: 'COLUMN',
  supportedDataTypes,
  validatorClass: validatorOf(name),
  ...common,
  ...rest,
})
