"""The demo: sample portals of a city that does not exist, and what they publish.

``sheets`` holds what each sample report prints, ``tables`` lays the statutory
form out, ``writers`` turn both into files as offices really publish them,
``portals`` serve them over HTTP on loopback, ``city`` and ``story`` say who
publishes what, where and when.
"""
