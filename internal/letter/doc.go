// Package letter lays a notice out as a page to post: PDF, A4, for the window
// of a French DL or C6/5 envelope.
//
// # The page
//
// The wording is that of package notice; this package only places it. The
// addressee stands where every usual window shows it, 110 mm from the left and
// 55 mm from the top, 80 × 24 mm, and nothing else comes near. Address lines
// follow NF Z 10-011: at most six lines (seven abroad) of at most 38
// characters, the last ones in capitals without accents or punctuation. A line
// too long is abbreviated or broken; when that does not help the letter is
// refused, since a cut address would come back.
//
// Below: place and date, mention of the registered letter, subject and
// references, the body with its tables, the payment block with its QR code
// drawn as vectors, the signature, and what is enclosed. Tables that cross a
// page repeat their head; blocks that belong together stay together; every page
// bears its number and the creditor's identity.
//
// # The file
//
// The file is PDF/A-1b: fonts embedded, colours defined by an sRGB profile
// made here, metadata in XMP, no transparency, language tagged. Equal notices
// give equal bytes, so that the hash of what was posted is evidence; no clock
// is read, the file's dates are the notice's date.
//
// Render lays out the letter alone and lists its enclosures. Append puts their
// pages behind it, so that what is posted is one document; that document is a
// plain PDF, since an invoice is seldom PDF/A.
package letter
