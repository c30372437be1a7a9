"""The sample reports as TOML: figures, misprints and our own prose."""
