"""What nobody took up is told on within the office whose matter it is by then."""

from __future__ import annotations

from storage.queries.recipients import recipients
from storage.queries.reminders import told_to_others
from storage.registry import import_registry
from tests.storage.moments import DAY, NOON
from tests.storage.qinghe import broken
from tests.storage.test_rules import ON, judge, tell

HEAD = """
[[recipient]]
name = "分管负责人"
email = "fgfz@qinghe.example"
office = "qinghe-office"
errors = false
escalation = true
"""
MOVED = """
[[recipient]]
name = "云汀县人民政府办公室"
email = "gongkai@yunting.example"
office = "yunting-office"
[[body]]
slug = "qinghe-jtj"
name = "青禾市交通运输局"
class = "department"
territorial = [
    { office = "qinghe-office", until = 2027-02-02 },
    { office = "yunting-office", since = 2027-02-03 },
]
"""


def test_what_went_to_another_office_is_told_on_in_the_first_no_more(qinghe):
    with qinghe.write() as session:
        (number,) = judge(session, NOON, ON, broken()).opened
        tell(session, (number,), NOON)
        import_registry(session, HEAD, NOON)
        (head,) = (one for one in recipients(session) if one.escalation)
        later = NOON + 9 * DAY
        (told,) = told_to_others(session, head.id, later.date(), later)
        assert told.view.id == number
        import_registry(session, MOVED, NOON + DAY)
        assert told_to_others(session, head.id, later.date(), later) == ()
