"""What holds for every test."""

from hypothesis import settings

# Speed is measured in bench/, never asserted by the clock: two cores may be busy elsewhere.
settings.register_profile("nianbao", deadline=None)
settings.load_profile("nianbao")
