{{ config(contract={'enforced': true}) }}
select
    c.customer_id,
    c.name,
    cast(sum(o.amount) as double) as total_amount
from {{ ref('stg_customers') }} as c
left join {{ ref('stg_orders') }} as o on o.customer_id = c.customer_id
group by c.customer_id, c.name
