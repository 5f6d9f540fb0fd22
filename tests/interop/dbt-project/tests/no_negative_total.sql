-- Nobody is paid for buying.
select * from {{ ref('customer_totals') }} where total_amount < 0
