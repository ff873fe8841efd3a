package dunning

// UnknownCase says that there is no case of an invoice: also of one that exists,
// to whoever may not see it.
func UnknownCase(ref Ref) error {
	return Errorf(CodeNotFound, "no case of invoice %s for creditor %s", ref.Number, ref.Creditor).
		WithHint("look for its exact number (%s), or import the invoice: %s", Deed{Do: DeedList}, Deed{Do: DeedImport})
}

// UnknownTask says that there is no task of a number: also of one that exists,
// to whoever may not see it.
func UnknownTask(id int64) error {
	return Errorf(CodeNotFound, "no task %d", id).WithHint("see which there are: %s", Deed{Do: DeedTasks})
}

// Stale says that a case is no longer the one that somebody saw.
func Stale(c Case, seen int64) error {
	return Errorf(CodeConflict, "the case of invoice %s changed: it is at version %d, and %d was seen", c.Number, c.Version, seen).
		WithHint("look at the case as it is now, and decide again")
}
