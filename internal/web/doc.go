// Package web is the room for HTTP: listeners with their limits, request ids,
// and a stop that waits for what runs.
//
// There are three listeners, so that who opens one opens nothing else:
//
//	internal  health, metrics, the codec of Temporal's page: the loopback interface
//	public    what strangers call: carriers' notifications
//	staff     console and API: people who log in
package web
