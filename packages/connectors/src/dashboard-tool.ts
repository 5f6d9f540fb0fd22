/** What a dashboard tool says about itself, in the catalog's words: all that `readDashboards` asks for. */
import type { SourcePlace } from '@waymark/ingest'
import type { Column } from '@waymark/spec'

interface Named {
  /** What the tool knows it by for as long as it lives; its name in the catalog. */
  readonly name: string
  /** What people see and what filters match; default: the name. */
  readonly displayName?: string | undefined
  readonly description?: string | undefined
  readonly sourceUrl?: string | undefined
  /** Workspace, site, folder or collection, as people see it. */
  readonly project?: string | undefined
  /** Name of an account, or the e-mail address of a person. */
  readonly owner?: string | undefined
}

/** A table or data model that a data model is read from. */
export interface Upstream {
  readonly from: { readonly place: SourcePlace } | { readonly model: string }
  readonly sql?: string | undefined
  /** Names from the outermost column inwards. */
  readonly columns: readonly {
    readonly from: readonly (readonly string[])[]
    readonly to: readonly string[]
  }[]
}

export interface ToolModel extends Named {
  readonly kind: 'model'
  /** `PowerBIDataModel`, `SupersetDataModel` … */
  readonly dataModelType: string
  readonly columns: readonly Column[]
  readonly sql?: string | undefined
  readonly upstream: readonly Upstream[]
  /** What of its lineage could not be followed, as sentences. */
  readonly problems: readonly string[]
}

export interface ToolChart extends Named {
  readonly kind: 'chart'
  /** The catalog's word: `Line`, `Bar`, `Table` … */
  readonly chartType?: string | undefined
}

export interface ToolDashboard extends Named {
  readonly kind: 'dashboard'
  readonly dashboardType: 'Dashboard' | 'Report'
  /** By name; those that a filter leaves out are left out here too. */
  readonly charts: readonly string[]
  readonly models: readonly string[]
  /** Reports that it shows, by name. */
  readonly reports?: readonly string[]
}

/** One thing that could not be read, while the others can. */
export interface ToolProblem {
  readonly kind: 'problem'
  readonly type: 'dashboardDataModel' | 'chart' | 'dashboard'
  readonly name: string
  readonly message: string
  readonly hint?: string | undefined
}

/** Each is walked once, in this order. */
export interface DashboardTool {
  models(signal: AbortSignal): AsyncIterable<ToolModel | ToolProblem>
  charts(signal: AbortSignal): AsyncIterable<ToolChart | ToolProblem>
  dashboards(signal: AbortSignal): AsyncIterable<ToolDashboard | ToolProblem>
}
