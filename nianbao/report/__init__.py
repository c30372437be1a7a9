"""The pure core: what a report says and whether its figures can be right."""
