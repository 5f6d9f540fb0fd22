/** The kinds of tests that the published clients run: names, parameters and validators are theirs. */

/** Most columns of one kind of values. */
const numbers = [
  'NUMBER', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'BYTEINT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'NUMERIC', 'LONG', 'FIXED',
  'LARGEINT', 'UINT', 'MONEY',
] // biome-ignore format: a vocabulary
const times = ['TIMESTAMP', 'TIMESTAMPZ', 'TIME', 'DATE', 'DATETIME', 'YEAR']
const texts = [
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
const blobs = ['BYTES', 'BINARY', 'VARBINARY', 'ARRAY', 'BLOB', 'LONGBLOB', 'MEDIUMBLOB', 'BYTEA']
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
const all = [...numbers, ...times, ...texts, ...blobs, ...others]

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

const required = (name: string, displayName: string, dataType: string, description: string): Parameter => ({
  name,
  displayName,
  dataType,
  description,
  required: true,
})
const optional = (name: string, displayName: string, dataType: string, description: string): Parameter => ({
  name,
  displayName,
  dataType,
  description,
  required: false,
})

/** A lower and an upper bound; leaving one out leaves that side open. */
function range(min: string, max: string, of: string, dataType = 'INT'): readonly Parameter[] {
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

const ofTable = (name: string, rest: Rest): SeedTestDefinition => ({
  name,
  entityType: 'TABLE',
  validatorClass: validatorOf(name),
  ...common,
  ...rest,
})
const ofColumn = (name: string, supportedDataTypes: readonly string[], rest: Rest): SeedTestDefinition => ({
  name,
  entityType: 'COLUMN',
  supportedDataTypes,
  validatorClass: validatorOf(name),
  ...common,
  ...rest,
})

const tableTests: readonly SeedTestDefinition[] = [
  ofTable('tableColumnCountToBeBetween', {
    displayName: 'Number of columns within a range',
    description: 'The table has at least and at most so many columns.',
    parameterDefinition: range('minColValue', 'maxColValue', 'The number of columns'),
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableColumnCountToEqual', {
    displayName: 'Number of columns',
    description: 'The table has exactly so many columns.',
    parameterDefinition: [required('columnCount', 'Count', 'INT', 'The expected number of columns.')],
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableColumnNameToExist', {
    displayName: 'A column exists',
    description: 'The table has a column of this name.',
    parameterDefinition: [required('columnName', 'Column', 'STRING', 'The name of the column.')],
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableColumnToMatchSet', {
    displayName: 'Columns are a given set',
    description: 'The table has these columns and no others.',
    parameterDefinition: [
      required('columnNames', 'Columns', 'STRING', 'Names of the columns, separated by commas.'),
      optional('ordered', 'In this order', 'BOOLEAN', 'The order counts as well.'),
    ],
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableCustomSQLQuery', {
    displayName: 'SQL query of your own',
    description: 'Compares what a query finds, rows or a count, with a threshold.',
    parameterDefinition: [
      required('sqlExpression', 'SQL', 'STRING', 'The query to run against the table.'),
      {
        ...optional(
          'strategy',
          'Result',
          'ARRAY',
          'ROWS counts the rows found, COUNT reads the number the query returns.',
        ),
        optionValues: ['ROWS', 'COUNT'],
      },
      {
        ...optional('operator', 'Operator', 'STRING', 'How the result compares with the threshold.'),
        optionValues: ['==', '>', '>=', '<', '<=', '!='],
      },
      optional('threshold', 'Threshold', 'NUMBER', 'What the result is compared with. Empty: 0.'),
      optional(
        'partitionExpression',
        'Rows in question',
        'STRING',
        'A condition that selects the rows the share is taken of.',
      ),
    ],
    dataQualityDimension: 'SQL',
    supportsRowLevelPassedFailed: true,
  }),
  ofTable('tableRowCountToBeBetween', {
    displayName: 'Number of rows within a range',
    description: 'The table has at least and at most so many rows.',
    parameterDefinition: range('minValue', 'maxValue', 'The number of rows'),
    dataQualityDimension: 'Integrity',
    supportsDynamicAssertion: true,
  }),
  ofTable('tableRowCountToEqual', {
    displayName: 'Number of rows',
    description: 'The table has exactly so many rows.',
    parameterDefinition: [required('value', 'Count', 'INT', 'The expected number of rows.')],
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableRowInsertedCountToBeBetween', {
    displayName: 'Number of new rows within a range',
    description: 'In the newest interval of a time column, so many rows were added.',
    parameterDefinition: [
      ...range('min', 'max', 'The number of new rows'),
      required('columnName', 'Time column', 'STRING', 'The column that says when a row was added.'),
      {
        ...required('rangeType', 'Unit', 'STRING', 'The unit of the interval.'),
        optionValues: ['HOUR', 'DAY', 'MONTH', 'YEAR'],
      },
      required('rangeInterval', 'Length', 'INT', 'The length of the interval, in units.'),
    ],
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableDiff', {
    displayName: 'Two tables are alike',
    description: 'Compares the rows of this table with those of another one, by key.',
    parameterDefinition: [
      required('table2', 'Other table', 'STRING', 'Fully qualified name of the other table.'),
      optional('keyColumns', 'Key columns', 'ARRAY', 'Columns that identify a row. Empty: the primary key.'),
      optional(
        'table2.keyColumns',
        'Key columns there',
        'ARRAY',
        'The same of the other table, when they differ.',
      ),
      optional('useColumns', 'Compared columns', 'ARRAY', 'Columns to compare. Empty: all that both have.'),
      optional('threshold', 'Tolerance', 'NUMBER', 'So many rows may differ. Empty: 0.'),
      optional('where', 'Rows in question', 'STRING', 'A SQL condition that selects rows on both sides.'),
      optional(
        'caseSensitiveColumns',
        'Case of column names counts',
        'BOOLEAN',
        'Names that differ in case are other columns.',
      ),
    ],
    dataQualityDimension: 'Consistency',
    supportsRowLevelPassedFailed: true,
  }),
]

const rowLevel = { supportsRowLevelPassedFailed: true } as const
const dynamic = { supportsDynamicAssertion: true } as const

const columnTests: readonly SeedTestDefinition[] = [
  ofColumn('columnValueLengthsToBeBetween', [...texts, ...blobs], {
    displayName: 'Length of values within a range',
    description: 'Every value has at least and at most so many characters.',
    parameterDefinition: range('minLength', 'maxLength', 'The length'),
    dataQualityDimension: 'Accuracy',
    ...rowLevel,
  }),
  ofColumn('columnValueMaxToBeBetween', numbers, {
    displayName: 'Largest value within a range',
    description: 'The largest value lies between two bounds.',
    parameterDefinition: range('minValueForMaxInCol', 'maxValueForMaxInCol', 'The largest value', 'FLOAT'),
    dataQualityDimension: 'Accuracy',
    ...dynamic,
  }),
  ofColumn('columnValueMeanToBeBetween', numbers, {
    displayName: 'Mean within a range',
    description: 'The mean of the values lies between two bounds.',
    parameterDefinition: range('minValueForMeanInCol', 'maxValueForMeanInCol', 'The mean', 'FLOAT'),
    dataQualityDimension: 'Accuracy',
    ...dynamic,
  }),
  ofColumn('columnValueMedianToBeBetween', numbers, {
    displayName: 'Median within a range',
    description: 'The median of the values lies between two bounds.',
    parameterDefinition: range('minValueForMedianInCol', 'maxValueForMedianInCol', 'The median', 'FLOAT'),
    dataQualityDimension: 'Accuracy',
    ...dynamic,
  }),
  ofColumn('columnValueMinToBeBetween', numbers, {
    displayName: 'Smallest value within a range',
    description: 'The smallest value lies between two bounds.',
    parameterDefinition: range('minValueForMinInCol', 'maxValueForMinInCol', 'The smallest value', 'FLOAT'),
    dataQualityDimension: 'Accuracy',
    ...dynamic,
  }),
  ofColumn('columnValueStdDevToBeBetween', numbers, {
    displayName: 'Standard deviation within a range',
    description: 'The standard deviation of the values lies between two bounds.',
    parameterDefinition: range(
      'minValueForStdDevInCol',
      'maxValueForStdDevInCol',
      'The standard deviation',
      'FLOAT',
    ),
    dataQualityDimension: 'Accuracy',
    ...dynamic,
  }),
  ofColumn('columnValuesMissingCount', all, {
    displayName: 'Number of missing values',
    description: 'So many values are missing: null, or one of the words that stand for nothing.',
    parameterDefinition: [
      required('missingCountValue', 'Count', 'INT', 'The expected number of missing values.'),
      optional(
        'missingValueMatch',
        'Words for nothing',
        'STRING',
        'Values that count as missing too, separated by commas.',
      ),
    ],
    dataQualityDimension: 'Completeness',
    ...dynamic,
  }),
  ofColumn('columnValuesSumToBeBetween', numbers, {
    displayName: 'Sum within a range',
    description: 'The sum of the values lies between two bounds.',
    parameterDefinition: range('minValueForColSum', 'maxValueForColSum', 'The sum', 'FLOAT'),
    dataQualityDimension: 'Accuracy',
    ...dynamic,
  }),
  ofColumn('columnValuesToBeAtExpectedLocation', [...texts, ...numbers], {
    displayName: 'Coordinates are where the place is',
    description: 'Longitude and latitude of a row lie within reach of the place that its column names.',
    parameterDefinition: [
      {
        ...required(
          'locationReferenceType',
          'The column holds',
          'ARRAY',
          'What kind of place the column names.',
        ),
        optionValues: ['CITY', 'POSTAL_CODE'],
      },
      required('longitudeColumnName', 'Longitude column', 'STRING', 'The column with the longitude.'),
      required('latitudeColumnName', 'Latitude column', 'STRING', 'The column with the latitude.'),
      required('radius', 'Radius in metres', 'FLOAT', 'How far off the coordinates may be.'),
    ],
    dataQualityDimension: 'Accuracy',
  }),
  ofColumn('columnValuesToBeBetween', [...numbers, ...times], {
    displayName: 'Values within a range',
    description: 'Every value lies between two bounds.',
    parameterDefinition: range('minValue', 'maxValue', 'A value', 'FLOAT'),
    dataQualityDimension: 'Accuracy',
    ...rowLevel,
  }),
  ofColumn('columnValuesToBeInSet', [...numbers, ...texts, 'BOOLEAN'], {
    displayName: 'Values from a set',
    description: 'Values are among the allowed ones.',
    parameterDefinition: [
      required('allowedValues', 'Allowed values', 'ARRAY', 'The values that may occur.'),
      optional(
        'matchEnum',
        'Each value counts',
        'BOOLEAN',
        'Every value has to be in the set. Otherwise one of them occurring is enough.',
      ),
    ],
    dataQualityDimension: 'Validity',
    ...rowLevel,
  }),
  ofColumn('columnValuesToBeNotInSet', [...numbers, ...texts, 'BOOLEAN'], {
    displayName: 'Values outside a set',
    description: 'No value is among the forbidden ones.',
    parameterDefinition: [
      required('forbiddenValues', 'Forbidden values', 'ARRAY', 'The values that must not occur.'),
    ],
    dataQualityDimension: 'Validity',
    ...rowLevel,
  }),
  ofColumn('columnValuesToBeNotNull', all, {
    displayName: 'No nulls',
    description: 'Every row has a value.',
    parameterDefinition: [],
    dataQualityDimension: 'Completeness',
    ...rowLevel,
    ...dynamic,
  }),
  ofColumn('columnValuesToBeUnique', all, {
    displayName: 'No duplicates',
    description: 'No value occurs twice.',
    parameterDefinition: [],
    dataQualityDimension: 'Uniqueness',
    ...rowLevel,
    ...dynamic,
  }),
  ofColumn('columnValuesToMatchRegex', texts, {
    displayName: 'Values match an expression',
    description: 'Every value matches a regular expression.',
    parameterDefinition: [
      required('regex', 'Expression', 'STRING', 'The regular expression, in the dialect of the database.'),
    ],
    dataQualityDimension: 'Validity',
    ...rowLevel,
    ...dynamic,
  }),
  ofColumn('columnValuesToNotMatchRegex', texts, {
    displayName: 'Values do not match an expression',
    description: 'No value matches a regular expression.',
    parameterDefinition: [
      required(
        'forbiddenRegex',
        'Expression',
        'STRING',
        'The regular expression, in the dialect of the database.',
      ),
    ],
    dataQualityDimension: 'Validity',
    ...rowLevel,
    ...dynamic,
  }),
]

export const seedTestDefinitions: readonly SeedTestDefinition[] = [...tableTests, ...columnTests]
