"""Writes a Delta table of two versions and a Parquet file to an S3 API: write-lake.py <endpoint>."""
import decimal
import sys

import deltalake
import pyarrow
import pyarrow.fs
import pyarrow.parquet

endpoint = sys.argv[1]
options = {
    "AWS_ENDPOINT_URL": endpoint,
    "AWS_ALLOW_HTTP": "true",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}
sales = "s3://lake/curated/sales"
first = pyarrow.table({"id": pyarrow.array([1, 2], pyarrow.int64()), "country": ["NO", "SE"]})
deltalake.write_deltalake(sales, first, partition_by=["country"], storage_options=options)
second = first.append_column("paid", pyarrow.array([True, False]))
deltalake.write_deltalake(sales, second, mode="append", schema_mode="merge", storage_options=options)

amounts = pyarrow.array([decimal.Decimal("1.50")], pyarrow.decimal128(12, 2))
orders = pyarrow.table({"id": pyarrow.array([1], pyarrow.int64()), "amount": amounts})
store = pyarrow.fs.S3FileSystem(
    endpoint_override=endpoint, scheme="http", access_key="test", secret_key="test", region="us-east-1"
)
pyarrow.parquet.write_table(orders, "lake/raw/orders.parquet", filesystem=store)
