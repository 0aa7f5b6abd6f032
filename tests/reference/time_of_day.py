"""Aoristic hour-by-weekday table of the New York vehicle thefts with pandas alone, second by second of local time.

python tests/reference/time_of_day.py ../shared/data/incidents/nyc_vehicle_thefts_2014_2017.csv.gz
"""
import sys

import numpy as np
import pandas as pd

rows = pd.read_csv(sys.argv[1])
zone = "America/New_York"


def local(column):
    return pd.to_datetime(rows[column]).dt.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")


start = local("date_start")
minute = pd.Timedelta(minutes=1)
# The last minute belongs to the window; without a last time, or with one before the first, the first stands alone.
end = local("date_end").fillna(start)
end = end.where(end > start, start) + minute
known = (end - start) <= pd.Timedelta(hours=24)
table = np.zeros(168)
for first, last in zip(start[known], end[known]):
    length = (last - first).total_seconds()
    at = first
    while at < last:
        following = min((at + pd.Timedelta(hours=1)).floor("h", ambiguous=True) if at.minute or at.second else at + pd.Timedelta(hours=1), last)
        table[at.day_of_week * 24 + at.hour] += (following - at).total_seconds() / length
        at = following
print(pd.__version__, len(rows), int(known.sum()), int((~known).sum()))
print(float(table[1]), float(table[4 * 24 + 22]), float(table[6 * 24 + 3]), table.sum())
