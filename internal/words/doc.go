// Package words says in French and in English what the program stores as codes:
// states, reasons, facts, tasks, levels, parts of a claim. Every door words its
// answers with it, so that a case is called the same in a terminal, on a page
// and in a file for a court. It is pure: codes in, words out.
//
// Each table holds both languages side by side; tests read the closed lists
// from the source of their packages, so that a new code without words is
// noticed. A code that is in no table is shown as it is stored.
//
// # The catalogue
//
// Sentences stand in the files of the folder catalogue, English above French.
// The English sentence is the key: whoever prints writes it in English, with the
// verbs of fmt, and Sprintf says it in the language of the screen, days and sums
// included. Where only the finished text is at hand, since it was stored or its
// package knows no languages, Reword recognises the sentence by what stands
// between its values. It works in both directions, as the packages that read a
// bookkeeper's files tell in French what they remark.
//
// # Hints and errors
//
// An error of a lower layer carries its sentence and its hint in English, with
// the values that they were made of, and names what a person may do next as a
// [relance/internal/dunning.Deed], not as a command: how a deed is done differs
// from door to door. A door gives its own Vocabulary for that; Error and Hint
// put the parts together in the door's language.
package words
