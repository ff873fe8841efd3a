// Package frame is what every command of the command line stands on: the session
// with its flags and language, the use cases that a command may ask (Rooms,
// Counter), the arguments that several commands share, tables, JSON, errors with
// their hints and exit statuses, files and progress.
//
// It knows no command and not the assembly: package operate opens the use cases.
package frame
