"""Sample portals: sites as pure functions of a request and a moment, and servers on loopback."""
