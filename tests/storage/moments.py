"""Moments that the storage tests share."""

from datetime import datetime, timedelta

from nianbao.clock import SHANGHAI

NOON = datetime(2027, 2, 1, 12, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
