package standalone

import (
	"fmt"
	"net"
	"path/filepath"
	"strconv"
)

const loopback = "127.0.0.1"

// freePort asks the system for a port that nobody listens on just now.
func freePort() (int, error) {
	listener, err := net.Listen("tcp4", loopback+":0")
	if err != nil {
		return 0, fmt.Errorf("looking for a free port: %w", err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func portFree(port int) bool {
	listener, err := net.Listen("tcp4", net.JoinHostPort(loopback, strconv.Itoa(port)))
	if err != nil {
		return false
	}
	_ = listener.Close()
	return true
}

// choosePort returns the wanted port, else the one kept in the file of an
// earlier run if it is still free, else the usual one likewise, else any free
// one. It keeps its choice in the file. No port is usual when that is 0.
func choosePort(wanted, usual int, file string) (int, error) {
	if wanted != 0 {
		if !portFree(wanted) {
			return 0, &hintError{message: fmt.Sprintf("port %d on %s is taken", wanted, loopback),
				hint: "stop the program that listens there, or choose another port"}
		}
		return wanted, keepPort(wanted, file)
	}
	text, err := readText(file)
	if err != nil {
		return 0, err
	}
	if port, err := strconv.Atoi(text); err == nil && portFree(port) {
		return port, nil
	}
	port := usual
	if port == 0 || !portFree(port) {
		if port, err = freePort(); err != nil {
			return 0, err
		}
	}
	return port, keepPort(port, file)
}

func keepPort(port int, file string) error {
	return writePrivate(file, []byte(strconv.Itoa(port)+"\n"))
}

func portFile(state, name string) string { return filepath.Join(state, name+".port") }
