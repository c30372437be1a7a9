"""What administrators keep, as TOML: bodies, supervision, portals, due dates, recipients, rules.

Rows are the truth; TOML is their import and export. A portal of a simple county is
three lines::

    [[portal]]
    slug = "yunting"
    family = "trs"
    start = "https://www.yunting.example/zwgk/nb/"

An import adds and changes, and never removes: what a row of the sheet does not
mention stays as it is. Importing twice is importing once.
"""

from storage.registry.complaint import Refused, checked
from storage.registry.exporting import (
    export_bodies,
    export_portals,
    export_retention,
    export_rules,
)
from storage.registry.importing import Imported, import_registry, import_sheet

__all__ = [
    "Imported",
    "Refused",
    "checked",
    "export_bodies",
    "export_portals",
    "export_retention",
    "export_rules",
    "import_registry",
    "import_sheet",
]
