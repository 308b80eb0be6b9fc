"""An authority's rules: what they are, how they are read from TOML and written as TOML, and its numbers."""
