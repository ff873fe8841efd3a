package access

import "relance/internal/dunning"

// May tells whether an actor may do a deed for a creditor; nil is yes. An empty
// creditor stands for what belongs to none: switches, users, a list of all.
// CodeNotFound says that the creditor is not the actor's; CodeForbidden names
// the role that is missing.
func May(a Actor, d Deed, creditor string) error {
	right, known := RightFor(d)
	if !known {
		return dunning.Errorf(dunning.CodeInternal, "deed %q is not in the table of rights", d)
	}
	if a.Debtor() {
		if right.Debtor {
			return nil
		}
		return dunning.Errorf(dunning.CodeForbidden, "a debtor may not %s", right.What)
	}
	role := a.Role(creditor)
	switch {
	case role.Includes(right.Least):
		return nil
	case role == "" && creditor != "":
		return dunning.Errorf(dunning.CodeNotFound, "no creditor %q", creditor)
	}
	return forbidden(a, right, role, creditor)
}

// MayForOne tells whether an actor may do a deed for one of his creditors at least;
// whoever may not is told what he lacks.
func MayForOne(a Actor, d Deed) error {
	err := May(a, d, "")
	ids, _ := a.Creditors()
	for _, id := range ids {
		if err == nil {
			return nil
		}
		err = May(a, d, id)
	}
	return err
}

// forbidden says which role is missing, and where.
func forbidden(a Actor, right Right, role Role, creditor string) error {
	where := "for creditor " + creditor
	if creditor == "" {
		where = "for all creditors"
	}
	has := "no role"
	if role != "" {
		has = "the role " + string(role)
	}
	return dunning.Errorf(dunning.CodeForbidden, "%s may not %s: that takes the role %s %s, and there is %s",
		named(a), right.What, right.Least, where, has).
		WithHint("ask an admin for the role %s %s", right.Least, where)
}

func named(a Actor) string {
	if a.Name == "" {
		return "this user"
	}
	return a.Name
}

// MayFor asks whether an actor may do something to a case. A case of a creditor
// who is not his is unknown, in the very words of one that does not exist.
func MayFor(a Actor, d Deed, ref dunning.Ref) error {
	err := May(a, d, ref.Creditor)
	if dunning.ErrorCode(err) == dunning.CodeNotFound {
		return dunning.UnknownCase(ref)
	}
	return err
}
