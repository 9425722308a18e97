"""What a template calls: inputs, tables, figures, text, glue."""
