/** The tests of columns that the published clients run. */
import {
  all,
  blobs,
  numbers,
  ofColumn,
  optional,
  range,
  required,
  type SeedTestDefinition,
  texts,
  times,
} from './test-definition-parts.ts'

const rowLevel = { supportsRowLevelPassedFailed: true } as const
const dynamic = { supportsDynamicAssertion: true } as const

export const columnTests: readonly SeedTestDefinition[] = [
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
