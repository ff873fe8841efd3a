package dunning

// UnknownCase says that there is no case of an invoice: also of one that exists,
// to whoever may not see it.
func UnknownCase(ref Ref) error {
	return Errorf(CodeNotFound, "no case of invoice %s for creditor %s", ref.Number, ref.Creditor).
		WithHint("look for its exact number (%s), or import the invoice: %s", Deed{Do: DeedList}, Deed{Do: DeedImport})
}
