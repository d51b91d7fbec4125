"""FEEL, the expression language of DMN: text in, Python closures out."""
