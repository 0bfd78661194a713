"""Reports on paper: data for the Typst templates, rendered as PDF/A."""
