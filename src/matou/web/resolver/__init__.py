"""What anyone gets who scans or types a code, and the door to kept documents."""
