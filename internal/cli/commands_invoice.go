package cli

// invoiceCommands take invoices in and list them.
type invoiceCommands struct{}
