// Package mercifacteur sends registered letters on paper through Merci Facteur,
// with a scanned acknowledgement of receipt (its mode "lrare").
//
// # Never tried live
//
// Everything here was written from Merci Facteur's public pages and tested
// against mercifacteurtest only. No request was ever made to the live service.
// There is no sandbox host: Merci Facteur opens a "Sandbox" account on request.
// Begin with one, and look at what the pages leave open:
//
//   - the name of the error for a repeated "antidoublon": any with
//     DOUBLON or DUPLI in it is taken for that, and whether a refused request
//     uses the reference up
//   - how the history of a letter is written (lines "14/02/2020 : text", JSON
//     and HTML breaks are read), and whether its last state is a code or a text
//   - whether pages of the last events are counted from 1 (taken so), and how
//     late events and sendings appear in their lists
//   - what a deleted sending answers
//   - how many sheets an envelope takes: none is named beyond "above 50 pages"
//
// # One letter, once
//
// The one request that creates a letter also has it printed. So the intention
// is written into the IntentMemory before (Kept.Attempt), and only who holds it makes
// the request. The request also bears the order's id as "antidoublon": for 30
// days a second one is refused.
//
// When an answer is unclear, the state is Unknown. The events of the last 48
// hours are searched for our reference: found, the sending's id goes on record
// for good. Once the request is so old that it cannot arrive any more
// (Options.Settle), Request repeats it under the same antidoublon, so that
// either it posts the letter or it is refused as a duplicate. For Status and
// Cancel, which must not post anything, absence counts after an hour, when Merci
// Facteur's list of sendings reaches back before the attempt and shows none that
// could be it.
//
// # What comes back
//
// The history gives the dates. It has no code for why a letter came back; where
// its sentence says refused or not claimed, that is told, else the letter is
// Returned and the sentence stands in the event's note. A state without its date
// is told as Unknown: no date of legal effect is guessed. The scan of the
// acknowledgement counts as delivery, on the day of the scan, only where nothing
// else tells how the letter ended.
//
// A letter can be deleted until it is printed. A deletion that is accepted is
// not believed before reading shows it.
//
// Notifications bear a fixed key. What they say is not believed: they say "look
// again". They are tried three times, so letters are polled as well.
//
// Errors and notes hold ids, codes and counts, and what the post says of a
// letter; no name and no address.
package mercifacteur
