/** A corpus of M queries as people and Power BI write them, with what each reads, worked out by hand. */
import { placeText } from '@waymark/ingest'
import { describe, expect, it } from 'vitest'
import { createQueries } from './evaluate.ts'
import type { DataSource, Flow } from './flow.ts'

function shown(source: DataSource): string {
  switch (source.kind) {
    case 'place':
      return `${source.place.serviceTypes[0]} ${placeText(source.place)}`
    case 'sql':
      return `${source.dialect} SQL: ${source.sql}`
    case 'dataflow':
      return `dataflow ${source.dataflowId} ${source.entity}`
    case 'dataset':
      return `model ${source.workspace}/${source.name}`
  }
}

function origin(expression: string, others: Record<string, string> = {}): Flow {
  return createQueries(new Map(Object.entries({ ...others, Query: expression }))).originOf('Query')
}

const sources = (flow: Flow) => flow.sources.map(shown)
const columns = (flow: Flow, ...names: string[]) =>
  Object.fromEntries(
    names.map((name) => [
      name,
      flow.origins(name).map(({ source, column }) => `${shown(source).split('/').at(-1)}.${column}`),
    ]),
  )

const orders = 'Sql.Database("sql.contoso.com", "shop"){[Schema="dbo",Item="orders"]}[Data]'
const customers = 'Sql.Database("sql.contoso.com", "shop"){[Schema="dbo",Item="customers"]}[Data]'

describe('navigation', () => {
  it.each<[string, string, string[]]>([
    [
      'SQL Server, as the editor writes it',
      `let
    Source = Sql.Database("sql.contoso.com", "shop"),
    dbo_orders = Source{[Schema="dbo",Item="orders"]}[Data]
in
    dbo_orders`,
      ['Mssql sql.contoso.com/shop/dbo/orders'],
    ],
    [
      'all databases of a SQL Server',
      'let Source = Sql.Databases("tcp:sql,1433"), db = Source{[Name="shop"]}[Data], t = db{[Schema="sales",Item="my ""odd"" table"]}[Data] in t',
      ['Mssql tcp:sql,1433/shop/sales/my "odd" table'],
    ],
    [
      'schema and table one after the other',
      'Sql.Database("s", "d", [HierarchicalNavigation=true]){[Schema="dbo"]}[Data]{[Name="orders"]}[Data]',
      ['Mssql s/d/dbo/orders'],
    ],
    [
      'PostgreSQL',
      'let Source = PostgreSQL.Database("pg:5432", "shop"), t = Source{[Schema="public",Item="orders"]}[Data] in t',
      ['Postgres pg:5432/shop/public/orders'],
    ],
    [
      'Redshift',
      'AmazonRedshift.Database("rs:5439", "dev"){[Name="public"]}[Data]{[Name="orders"]}[Data]',
      ['Redshift rs:5439/dev/public/orders'],
    ],
    [
      'Snowflake',
      `let
  Source = Snowflake.Databases("xy1.snowflakecomputing.com", "WH", [Role="READER"]),
  SHOP_Database = Source{[Name="SHOP",Kind="Database"]}[Data],
  PUBLIC_Schema = SHOP_Database{[Name="PUBLIC",Kind="Schema"]}[Data],
  ORDERS_View = PUBLIC_Schema{[Name="ORDERS",Kind="View"]}[Data]
in ORDERS_View`,
      ['Snowflake xy1.snowflakecomputing.com/SHOP/PUBLIC/ORDERS'],
    ],
    [
      'Databricks',
      `let Source = Databricks.Catalogs("adb-1.azuredatabricks.net", "/sql/1.0/warehouses/x", [Catalog="", Database=null, EnableAutomaticProxyDiscovery=null]),
      c = Source{[Name="main",Kind="Database"]}[Data], s = c{[Name="sales",Kind="Schema"]}[Data], t = s{[Name="orders",Kind="Table"]}[Data] in t`,
      ['Databricks adb-1.azuredatabricks.net/main/sales/orders'],
    ],
    [
      'MySQL, whose databases are schemas',
      'MySQL.Database("my:3306", "shop", [ReturnSingleDatabase=true]){[Schema="shop",Item="orders"]}[Data]',
      ['Mysql my:3306/shop/orders'],
    ],
    [
      'Oracle',
      'Oracle.Database("ora:1521/PDB", [HierarchicalNavigation=true]){[Schema="HR"]}[Data]{[Name="EMP"]}[Data]',
      ['Oracle ora:1521/PDB/HR/EMP'],
    ],
    [
      'BigQuery',
      'GoogleBigQuery.Database([BillingProject="x"]){[Name="proj"]}[Data]{[Name="sales",Kind="Schema"]}[Data]{[Name="orders",Kind="Table"]}[Data]',
      ['BigQuery BigQuery/proj/sales/orders'],
    ],
    [
      'a file in a storage account',
      `let Source = AzureStorage.Blobs("contosolake"), raw = Source{[Name="raw"]}[Data],
      file = raw{[#"Folder Path"="https://contosolake.blob.core.windows.net/raw/",Name="2024/orders.csv"]}[Content],
      csv = Csv.Document(file, [Delimiter=",", Encoding=65001]), headers = Table.PromoteHeaders(csv, [PromoteAllScalars=true]) in headers`,
      ['ADLS contosolake/raw/2024/orders.csv'],
    ],
    [
      'a file of a data lake, by its address',
      'let f = AzureStorage.DataLakeContents("https://lake.dfs.core.windows.net/raw/sales%202024/orders.parquet") in Parquet.Document(f)',
      ['ADLS lake.dfs.core.windows.net/raw/sales 2024/orders.parquet'],
    ],
    [
      'all files of a folder, combined by a function',
      `let Source = AzureStorage.DataLake("https://lake.dfs.core.windows.net/raw/orders"),
      kept = Table.SelectRows(Source, each [Attributes]?[Hidden]? <> true),
      opened = Table.AddColumn(kept, "Transform File", each Transform([Content])),
      rows = Table.ExpandTableColumn(opened, "Transform File", {"id", "amount"}) in rows`,
      ['ADLS lake.dfs.core.windows.net/raw/orders'],
    ],
    [
      'a sheet of a workbook in a lake',
      `let Source = Excel.Workbook(AzureStorage.BlobContents("https://a.blob.core.windows.net/raw/b.xlsx"), null, true),
      sheet = Source{[Item="Sheet1",Kind="Sheet"]}[Data] in Table.PromoteHeaders(sheet)`,
      ['ADLS a.blob.core.windows.net/raw/b.xlsx'],
    ],
    [
      'an entity of a dataflow',
      `let Source = PowerPlatform.Dataflows(null), Workspaces = Source{[Id="Workspaces"]}[Data],
      w = Workspaces{[workspaceId="w-1"]}[Data], f = w{[dataflowId="df-1"]}[Data], e = f{[entity="Orders",version=""]}[Data] in e`,
      ['dataflow df-1 Orders'],
    ],
    [
      'another semantic model',
      'let Source = AnalysisServices.Database("powerbi://api.powerbi.com/v1.0/myorg/Sales%20Team", "Sales"), c = Source{[Id="Model"]}[Data] in c',
      ['model Sales Team/Sales'],
    ],
    ['rows that were typed in', '#table({"a"}, {{1}, {2}})', []],
    [
      'rows that were pasted in',
      'let Source = Table.FromRows(Json.Document(Binary.Decompress(Binary.FromText("i45W", BinaryEncoding.Base64), Compression.Deflate)), let _t = ((type nullable text) meta [Serialized.Text = true]) in type table [a = _t]) in Source',
      [],
    ],
  ])('of %s', (_what, expression, expected) => {
    const flow = origin(expression)
    expect(sources(flow)).toEqual(expected)
    expect(flow.problems).toEqual([])
  })
})

describe('SQL', () => {
  it.each<[string, string, string[]]>([
    [
      'in the options of a database',
      'Sql.Database("s", "d", [Query="select *#(lf)from dbo.orders", CommandTimeout=#duration(0,0,5,0)])',
      ['tsql SQL: select *\nfrom dbo.orders'],
    ],
    [
      'sent to a database that was opened before',
      'Value.NativeQuery(PostgreSQL.Database("pg", "shop"), "select 1", null, [EnableFolding=true])',
      ['postgres SQL: select 1'],
    ],
    [
      'sent to a database of Snowflake, in part from a parameter',
      'let db = Snowflake.Databases("a", "WH"){[Name="SHOP"]}[Data] in Value.NativeQuery(db, "select * from " & Text.Upper(Schema) & ".ORDERS")',
      ['snowflake SQL: select * from SALES.ORDERS'],
    ],
  ])('%s', (_what, expression, expected) => {
    const flow = origin(expression, { Schema: '"sales" meta [IsParameterQuery=true, Type="Text"]' })
    expect(sources(flow)).toEqual(expected)
    expect(flow.problems).toEqual([])
  })
})

describe('steps between queries', () => {
  const parameters = {
    Server: '"sql.contoso.com" meta [IsParameterQuery=true, Type="Text", IsParameterQueryRequired=true]',
    Database: 'if Environment = "prod" then "shop" else "shop_test"',
    Environment: '"prod"',
    Staged: 'let Source = Sql.Database(Server, Database) in Source{[Schema="dbo",Item="orders"]}[Data]',
    Open: '(schema as text, optional table as text) => Sql.Database(Server, Database){[Schema=schema,Item=table]}[Data]',
    Settings: '[Server = "sql.contoso.com", Tables = {"orders", "customers"}]',
  }

  it.each<[string, string]>([
    ['parameters', 'Sql.Database(Server, Database){[Schema="dbo",Item="orders"]}[Data]'],
    [
      'another query',
      'let Source = Staged, #"Filtered Rows" = Table.SelectRows(Source, each [id] > 1) in #"Filtered Rows"',
    ],
    ['a function', 'Open("dbo", "orders")'],
    [
      'fields and items',
      'Sql.Database(Settings[Server], "shop"){[Schema="dbo", Item=Settings[Tables]{0}]}[Data]',
    ],
    [
      'names that hide others',
      'let Server = "wrong", r = [Server = Server] in let Server = "sql.contoso.com" in Sql.Database(Server, "shop"){[Schema="dbo",Item="orders"]}[Data]',
    ],
    ['a choice that is fixed', `if Environment <> "prod" then error "no" else ${orders}`],
    ['an attempt', `try ${orders} otherwise #table({}, {})`],
    [
      'a record field by name',
      'Sql.Database(Record.Field(Settings, "Server"), "shop"){[Schema="dbo",Item="orders"]}[Data]',
    ],
    [
      'texts put together',
      `let t = Text.Combine({"sql", "contoso", "com"}, ".") in Sql.Database(t, "sh" & "op"){[Schema="dbo",Item=Text.Lower("ORDERS")]}[Data]`,
    ],
  ])('are followed through %s', (_what, expression) => {
    const flow = origin(expression, parameters)
    expect(sources(flow)).toEqual(['Mssql sql.contoso.com/shop/dbo/orders'])
    expect(flow.problems).toEqual([])
  })
})

describe('columns', () => {
  it('are followed through renaming, choosing and adding', () => {
    const flow = origin(`let
      Source = ${orders},
      #"Renamed Columns" = Table.RenameColumns(Source,{{"amt", "Amount"}, {"cust_id", "Customer"}}),
      #"Removed Columns" = Table.RemoveColumns(#"Renamed Columns",{"secret"}),
      #"Added Custom" = Table.AddColumn(#"Removed Columns", "Gross", each [Amount] * (1 + [vat]), type number),
      #"Duplicated" = Table.DuplicateColumn(#"Added Custom", "Amount", "Amount - Copy"),
      #"Indexed" = Table.AddIndexColumn(Duplicated, "Index", 1, 1),
      #"Changed Type" = Table.TransformColumnTypes(Indexed, {{"Amount", Currency.Type}}),
      #"Merged" = Table.CombineColumns(#"Changed Type", {"first", "last"}, Combiner.CombineTextByDelimiter(" "), "Name")
    in Merged`)
    expect(
      columns(
        flow,
        'Amount',
        'amt',
        'Customer',
        'secret',
        'Gross',
        'Amount - Copy',
        'Index',
        'id',
        'Name',
        'first',
      ),
    ).toEqual({
      Amount: ['orders.amt'],
      amt: [],
      Customer: ['orders.cust_id'],
      secret: [],
      Gross: ['orders.amt', 'orders.vat'],
      'Amount - Copy': ['orders.amt'],
      Index: [],
      id: ['orders.id'],
      Name: ['orders.first', 'orders.last'],
      first: [],
    })
  })

  it('are followed through merged queries', () => {
    const flow = origin(
      `let
        Source = Table.NestedJoin(Orders, {"cust_id"}, Customers, {"id"}, "Customers", JoinKind.LeftOuter),
        Expanded = Table.ExpandTableColumn(Source, "Customers", {"name", "city"}, {"Customer", "Customers.city"}),
        Kept = Table.SelectColumns(Expanded, {"id", "Customer", "Customers.city"})
      in Kept`,
      { Orders: orders, Customers: customers },
    )
    expect(sources(flow)).toHaveLength(2)
    expect(columns(flow, 'id', 'Customer', 'Customers.city', 'amount')).toEqual({
      id: ['orders.id'],
      Customer: ['customers.name'],
      'Customers.city': ['customers.city'],
      amount: [],
    })
  })

  it('are followed through appended, grouped, and unpivoted queries', () => {
    const appended = origin('Table.Combine({Orders, Customers})', { Orders: orders, Customers: customers })
    expect(columns(appended, 'id')).toEqual({ id: ['orders.id', 'customers.id'] })

    const groups = origin(
      `let g = Table.Group(${orders}, {"region"}, {{"Total", each List.Sum([amount]), type number}, {"Rows", each _, type table}}),
      e = Table.ExpandTableColumn(g, "Rows", {"id"}) in e`,
    )
    expect(columns(groups, 'region', 'Total', 'id', 'amount')).toEqual({
      region: ['orders.region'],
      Total: ['orders.amount'],
      id: ['orders.id'],
      amount: [],
    })

    const unpivoted = origin(`Table.UnpivotOtherColumns(${orders}, {"id"}, "Attribute", "Value")`)
    expect(columns(unpivoted, 'id', 'Attribute', 'q1')).toEqual({ id: ['orders.id'], Attribute: [], q1: [] })
    const named = origin(`Table.Unpivot(${orders}, {"q1","q2"}, "Quarter", "Value")`)
    expect(columns(named, 'id', 'Value')).toEqual({
      id: ['orders.id'],
      Value: ['orders.q1', 'orders.q2'],
    })
  })

  it('keep their names through functions that nobody told us of, when these are of tables', () => {
    const flow = origin(`Table.SomethingNew(${orders}, 3)`)
    expect(columns(flow, 'id')).toEqual({ id: ['orders.id'] })
  })
})

describe('what cannot be followed', () => {
  it.each<[string, string, string]>([
    [
      'a web address',
      'Web.Contents("https://example.com")',
      'it reads an address on the web (Web.Contents), which is not matched',
    ],
    [
      'a file of the gateway',
      'Excel.Workbook(File.Contents("C:\\a.xlsx")){0}[Data]',
      'it reads a file of the machine that the gateway runs on (File.Contents), which is not matched',
    ],
    [
      'a server that is only known at run time',
      'Sql.Database(Excel.CurrentWorkbook(){0}[Content], "d"){[Schema="dbo",Item="t"]}[Data]',
      'the server is not fixed: it reads the workbook',
    ],
    ['an unknown function', 'MyCompany.Open("x")', 'MyCompany.Open is not followed'],
    ['an unknown name', 'let a = b in a', "'b' is not known here"],
    ['a query that needs itself', 'Query', "'Query' refers to itself"],
    ['queries that need each other', 'let a = @b, b = a in b', 'refers to itself'],
    [
      'a stored function',
      'Sql.Database("s","d"){[Schema="dbo",Item="f",Kind="Function"]}[Data]',
      "the function '' of the database is called",
    ],
    [
      'a dataflow by its name',
      'PowerBI.Dataflows(null){[workspaceName="w"]}[Data]{[dataflowName="d"]}[Data]{[entity="e"]}[Data]',
      'a dataflow is entered by its name, which is not unique',
    ],
    [
      'DAX',
      "SUMMARIZE('Sales', 'Sales'[Year])",
      "it is not M: ''' is no part of the language (line 1, column 11)",
    ],
    ['functions that call themselves for ever', 'let f = (n) => @f(n + 1) in f(0)', 'too deep'],
    ['a list of databases', 'Sql.Databases("s")', 'a list of what a source holds is used as a table'],
    ['an unwritten step', 'let a = ... in a', 'what is not written yet'],
  ])('says why: %s', (_what, expression, reason) => {
    const flow = origin(expression)
    expect(flow.sources).toEqual([])
    expect(flow.problems).toEqual([expect.stringContaining(reason)])
  })

  it('does not hide what can', () => {
    const flow = origin(`Table.Combine({${orders}, Web.Contents("https://example.com")})`)
    expect(sources(flow)).toEqual(['Mssql sql.contoso.com/shop/dbo/orders'])
    expect(flow.problems).toEqual([expect.stringContaining('Web.Contents')])

    const choice = origin(
      `if DateTime.LocalNow() > #datetime(2024,1,1,0,0,0) then ${orders} else ${customers}`,
    )
    expect(sources(choice)).toHaveLength(2)

    const foreignKey = origin(
      `Table.ExpandRecordColumn(${orders}, "customers", {"name"}, {"customers.name"})`,
    )
    expect(foreignKey.problems).toEqual([expect.stringContaining("'customers' leads to")])
    expect(columns(foreignKey, 'customers.name', 'id')).toEqual({ 'customers.name': [], id: ['orders.id'] })

    const custom = origin(`Clean(${orders})`)
    expect(sources(custom)).toHaveLength(1)
    expect(custom.problems).toEqual(['columns behind it: Clean is not followed'])
  })

  it('ends for queries that would run for ever', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [
        `f${n}`,
        n === 0 ? '(x) => x' : `(x) => {f${n - 1}(x), f${n - 1}(x)}`,
      ]),
    )
    expect(origin('Table.Combine(f59(1))', doubling).problems.length).toBeLessThan(5)
  })
})
