"""Text tools that know no database: bidi controls, tokens, segments."""
