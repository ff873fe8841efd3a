// Package banking holds the commands about the bank's side: read statements,
// take them in, decide over lines.
package banking
