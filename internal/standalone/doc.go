// Package standalone runs, on one machine and without any installation by
// hand, what relance needs beside itself: a private PostgreSQL cluster and a
// Temporal server.
//
// # Pieces
//
// [Start] runs a [postgresCluster], PostgreSQL from installed server binaries on a data
// folder of its own (loopback only, a random password made once, a port
// remembered for later runs), then a [temporalServer], the program temporald (its own Go
// module, in the subfolder of that name) on such a database; or only those that the
// caller does not bring along. [Stack.Stop] stops them in the reverse order.
// [ReadRun] tells other commands where a running stack of the same folder listens.
// [TestCluster] gives tests one throw-away cluster shared by all test
// processes of a `go test ./...`.
//
// # Where things are kept
//
// State lives in the folder's "var": the data folder "postgres", its log,
// its password and port, and run.json while a stack runs. PostgreSQL refuses
// to run as root; for root the state is kept under /var/lib/relance/<hash of
// the folder> instead (home folders such as /root are closed to other users)
// and the server runs as the user postgres or nobody.
//
// # Crashes
//
// Children end with their parent: on Linux the kernel interrupts them when
// the parent dies, and temporald also watches its standard input. What was
// left behind all the same is stopped by the next start before it begins. A
// lock held by the operating system keeps two stacks of one folder apart and
// cannot go stale.
//
// Only Unix systems are supported.
package standalone
