/** The charts about the catalog that KPIs measure and dashboards show; clients know them by these names. */

interface SeedChart {
  readonly name: string
  readonly displayName: string
  readonly description: string
}

const described = "count(k='id.keyword',q='hasDescription: 1')"
const owned = "count(k='id.keyword',q='owners.name.keyword: *')"
const share = (part: string) => `(${part}/count(k='id.keyword'))*100`

const measured: readonly (SeedChart & { readonly formula: string })[] = [
  {
    name: 'percentage_of_data_asset_with_description_kpi',
    displayName: 'Described data assets in percent',
    description: 'Which share of the data assets has a description.',
    formula: share(described),
  },
  {
    name: 'percentage_of_data_asset_with_owner_kpi',
    displayName: 'Owned data assets in percent',
    description: 'Which share of the data assets has an owner.',
    formula: share(owned),
  },
  {
    name: 'number_of_data_asset_with_description_kpi',
    displayName: 'Described data assets',
    description: 'How many data assets have a description.',
    formula: described,
  },
  {
    name: 'number_of_data_asset_with_owner_kpi',
    displayName: 'Owned data assets',
    description: 'How many data assets have an owner.',
    formula: owned,
  },
]

/** As older clients know them. */
export const seedCharts: readonly SeedChart[] = measured.map(({ formula: _, ...chart }) => chart)

function line(chart: SeedChart, formula: string, groupBy?: string) {
  const details = { type: 'LineChart', metrics: [{ formula }], ...(groupBy === undefined ? {} : { groupBy }) }
  return { ...chart, chartType: 'LineChart', chartDetails: details }
}

const grouped: readonly (SeedChart & { readonly formula: string; readonly groupBy: string })[] = [
  {
    name: 'total_data_assets',
    displayName: 'Data assets by kind',
    description: 'How many data assets of each kind there are.',
    formula: "count(k='id.keyword')",
    groupBy: 'entityType.keyword',
  },
  {
    name: 'total_data_assets_by_tier',
    displayName: 'Data assets by tier',
    description: 'How many data assets of each tier there are.',
    formula: "count(k='id.keyword')",
    groupBy: 'tier.keyword',
  },
  {
    name: 'percentage_of_data_asset_with_description',
    displayName: 'Described data assets by kind, in percent',
    description: 'Which share of the data assets of each kind has a description.',
    formula: share(described),
    groupBy: 'entityType.keyword',
  },
  {
    name: 'percentage_of_data_asset_with_owner',
    displayName: 'Owned data assets by kind, in percent',
    description: 'Which share of the data assets of each kind has an owner.',
    formula: share(owned),
    groupBy: 'entityType.keyword',
  },
  {
    name: 'percentage_of_service_with_description',
    displayName: 'Described data assets by service, in percent',
    description: 'Which share of the data assets of each service has a description.',
    formula: share(described),
    groupBy: 'service.name.keyword',
  },
  {
    name: 'percentage_of_service_with_owner',
    displayName: 'Owned data assets by service, in percent',
    description: 'Which share of the data assets of each service has an owner.',
    formula: share(owned),
    groupBy: 'service.name.keyword',
  },
]

export const seedCustomCharts = [
  ...measured.map(({ formula, ...chart }) => line(chart, formula)),
  ...grouped.map(({ formula, groupBy, ...chart }) => line(chart, formula, groupBy)),
]
