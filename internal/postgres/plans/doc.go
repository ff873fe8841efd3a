// Package plans keeps the plans of creditors as they are saved on the console,
// version by version.
package plans
