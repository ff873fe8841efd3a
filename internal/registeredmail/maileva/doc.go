// Package maileva posts registered letters on paper through Maileva (La
// Poste), by its API registered_mail v4.
//
// # Never tried live
//
// Everything here was written from the public contract (version 4.9) and
// tested against mailevatest only. No request was ever made to Maileva, its
// sandbox included. Before the first real letter, run a few through the
// sandbox and look at what the contract leaves open:
//
//   - how long a token lives (read from each answer), and what 429 and 5xx
//     answers look like (treated as HTTP defines them)
//   - whether the list of sendings can be filtered by custom id (it is read
//     whole), and that it gives custom_id and custom_data back
//   - whether the lists of documents and recipients are called "documents"
//     and "recipients"; if not, no letter is submitted
//   - how dates are written (five forms are read; hours are Paris hours)
//   - what optional_address_sheet does to our first page (a sheet of its own
//     carries the address unless OverprintFirstPage is set)
//   - whether an envelope holds 44 or 45 sheets (44 is enforced), and whether
//     the date of the deposit proof is the day of deposit
//   - whether custom_id on a recipient comes back in notifications as
//     resource_custom_id (one without it is ignored, and polling finds out)
//   - how the list of subscriptions is wrapped, and which characters beyond
//     Western European ones are printed in addresses
//
// Prices are in no contract: Options.Tariff holds the creditor's own.
//
// # One letter, once
//
// Maileva has no idempotency key and lets custom ids repeat; a sending can be
// submitted once. So each request builds a private draft (create, document,
// recipient), and only when all three writes were clearly answered does it
// write the draft's id into Memory, where the first id of an order stands for
// good. A write without a clear answer spoils its draft, which is left behind
// and never submitted: it might hold the letter twice. Then the sending in
// Memory is read back (one document, one recipient, still a draft) and
// submitted. An unclear submission is read back; while nobody can know, the
// Dispatch is Unknown. Repeating Request is safe after every outcome.
//
// What a crash leaves behind are drafts: unpaid, unprinted, and deleted by
// Sweep. Before the first letter of a process that Memory does not know, all
// sendings at Maileva are listed once, so that a Memory restored from an old
// backup does not post again what is already there. Order ids must therefore
// be unique per Maileva account, not only per installation.
//
// # What comes back
//
// Status tells the events that change something, each with the date that
// counts; delivery to the sender after a return (LP17) is never a delivery,
// an unknown code is told as Unknown and changes nothing. Maileva may correct
// itself: a letter sent on again after a return loses that return. Proofs
// gives every status word for word, with the PDF proofs.
//
// A submitted letter cannot be cancelled: Cancel deletes drafts.
//
// Notifications are unsigned. Webhook believes none of their contents: it
// looks for the order in Memory, reads the sending back, and says "look
// again". They also get lost, so letters are polled as well.
//
// Errors and notes hold ids, codes and counts; no name and no address.
package maileva
