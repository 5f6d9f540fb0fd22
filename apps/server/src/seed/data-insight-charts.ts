/** The charts about the catalog that KPIs measure; clients know them by these names. */

export interface SeedChart {
  readonly name: string
  readonly displayName: string
  readonly description: string
}

export const seedCharts: readonly SeedChart[] = [
  {
    name: 'percentage_of_data_asset_with_description_kpi',
    displayName: 'Described data assets in percent',
    description: 'Which share of the data assets has a description.',
  },
  {
    name: 'percentage_of_data_asset_with_owner_kpi',
    displayName: 'Owned data assets in percent',
    description: 'Which share of the data assets has an owner.',
  },
  {
    name: 'number_of_data_asset_with_description_kpi',
    displayName: 'Described data assets',
    description: 'How many data assets have a description.',
  },
  {
    name: 'number_of_data_asset_with_owner_kpi',
    displayName: 'Owned data assets',
    description: 'How many data assets have an owner.',
  },
]
