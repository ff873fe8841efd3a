// Package approval holds a person's yes to a letter, and in what the letter that would
// leave today differs from the one that was shown. It is pure.
package approval
