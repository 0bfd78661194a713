"""What is kept, one module per subject: domain values in, domain values out."""
