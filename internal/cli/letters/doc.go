// Package letters holds the commands about notices and letters: preview, what
// waits for approval, what was posted, what became of it, what it cost.
package letters
