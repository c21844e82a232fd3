-- what the dashboard asks; Athena today
select event_date, event_type, count(*) as events
from northlane_marts.fact_parcel_events
where event_date >= date_add('day', -30, current_date)
group by event_date, event_type
order by event_date desc
