// Package smtptest is a mail server for tests, in the test's own process.
//
// It listens on loopback, records every mail whose final dot it received, and
// misbehaves on command: a Step says what happens to the next mail for one
// recipient, at which stage, and whether the server answers, waits or breaks
// the connection. Without a Step it accepts everything.
//
//	srv := smtptest.Start(t, smtptest.Options{})
//	srv.Script("compta@example.fr", smtptest.Step{At: smtptest.Rcpt, Code: 550, Enhanced: "5.1.1"})
//
// What a test may rely on: a mail is in Messages if and only if the server
// read its final dot, whatever it answered afterwards, unless the Step at Dot
// refused it with a code.
package smtptest
