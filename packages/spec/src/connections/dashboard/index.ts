/** Every connector of dashboard services. */
import { customDashboard } from './custom-dashboard.ts'
import { domoDashboard } from './domo-dashboard.ts'
import { grafana } from './grafana.ts'
import { hex } from './hex.ts'
import { lightdash } from './lightdash.ts'
import { looker } from './looker.ts'
import { metabase } from './metabase.ts'
import { microstrategy } from './microstrategy.ts'
import { mode } from './mode.ts'
import { powerBi } from './power-bi.ts'
import { powerBiReportServer } from './power-bi-report-server.ts'
import { qlikCloud } from './qlik-cloud.ts'
import { qlikSense } from './qlik-sense.ts'
import { quicksight } from './quicksight.ts'
import { redash } from './redash.ts'
import { sapS4hana } from './sap-s4hana.ts'
import { sigma } from './sigma.ts'
import { ssrs } from './ssrs.ts'
import { superset } from './superset.ts'
import { tableau } from './tableau.ts'
import { thoughtspot } from './thoughtspot.ts'

export const dashboardConnectors = [
  customDashboard,
  domoDashboard,
  grafana,
  hex,
  lightdash,
  looker,
  metabase,
  microstrategy,
  mode,
  powerBiReportServer,
  powerBi,
  qlikCloud,
  qlikSense,
  quicksight,
  redash,
  sapS4hana,
  sigma,
  ssrs,
  superset,
  tableau,
  thoughtspot,
]
