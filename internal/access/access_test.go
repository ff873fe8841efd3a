package access_test

import (
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/dunning"
)

func clerkOf(creditor string) access.Actor {
	return access.Actor{Name: "claire", Roles: map[string]access.Role{creditor: access.Clerk}, Door: access.Console, Proof: access.Session}
}

func TestMay(t *testing.T) {
	t.Parallel()
	link := access.Actor{Door: access.Portal, Proof: access.PortalLink}
	tests := map[string]struct {
		who      access.Actor
		deed     access.Deed
		creditor string
		want     dunning.Code
		says     string
	}{
		"clerk records money of her creditor":          {clerkOf("atelier"), access.RecordMoney, "atelier", "", ""},
		"clerk approves nothing":                       {clerkOf("atelier"), access.Approve, "atelier", dunning.CodeForbidden, "role approver for creditor atelier"},
		"another creditor does not exist":              {clerkOf("atelier"), access.SeeCases, "moulin", dunning.CodeNotFound, `no creditor "moulin"`},
		"nor does it for deeds above the role":         {clerkOf("atelier"), access.Approve, "moulin", dunning.CodeNotFound, `no creditor "moulin"`},
		"what belongs to no creditor":                  {clerkOf("atelier"), access.Operate, "", dunning.CodeForbidden, "role admin for all creditors"},
		"a shell may everything":                       {access.Shell("root"), access.Operate, "", "", ""},
		"a shell may for any creditor":                 {access.Shell("root"), access.Approve, "moulin", "", ""},
		"a debtor disputes by his link":                {link, access.RecordAnswer, "atelier", "", ""},
		"a debtor records no payment":                  {link, access.RecordMoney, "atelier", dunning.CodeForbidden, "a debtor may not"},
		"somebody without a role sees nothing":         {access.Actor{Name: "x", Proof: access.Session}, access.SeeCases, "atelier", dunning.CodeNotFound, ""},
		"a deed that is in no row is a fault of ours":  {access.Shell("root"), "dance", "", dunning.CodeInternal, "dance"},
		"a refusal without a name still says the role": {access.Actor{Roles: access.Everywhere(access.Reader)}, access.RecordMoney, "atelier", dunning.CodeForbidden, "this user may not"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := access.May(tt.who, tt.deed, tt.creditor)
			if dunning.ErrorCode(err) != tt.want {
				t.Fatalf("got %v, want code %q", err, tt.want)
			}
			if err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q does not say %q", err, tt.says)
			}
		})
	}
}

func TestEveryDeedHasOneRowWithWordsAndARole(t *testing.T) {
	t.Parallel()
	seen := map[access.Deed]bool{}
	for _, r := range access.Table() {
		if seen[r.Deed] {
			t.Errorf("%s stands twice", r.Deed)
		}
		seen[r.Deed] = true
		if r.What == "" || !access.Admin.Includes(r.Least) {
			t.Errorf("%s: %q needs role %q", r.Deed, r.What, r.Least)
		}
	}
}

func TestRolesAreOrdered(t *testing.T) {
	t.Parallel()
	roles := access.Roles()
	for i, r := range roles {
		for j, o := range roles {
			if got, want := r.Includes(o), i >= j; got != want {
				t.Errorf("%s includes %s: %v, want %v", r, o, got, want)
			}
		}
		if access.Role("").Includes(r) {
			t.Errorf("no role includes %s", r)
		}
	}
}

func TestTheWiderRoleCounts(t *testing.T) {
	t.Parallel()
	a := access.Actor{Roles: map[string]access.Role{"": access.Reader, "atelier": access.Approver, "moulin": access.Reader}}
	for creditor, want := range map[string]access.Role{"atelier": access.Approver, "moulin": access.Reader, "forge": access.Reader, "": access.Reader} {
		if got := a.Role(creditor); got != want {
			t.Errorf("%q: %s, want %s", creditor, got, want)
		}
	}
	if _, all := a.Creditors(); !all {
		t.Error("who may read everywhere is told single creditors")
	}
	if ids, all := clerkOf("atelier").Creditors(); all || len(ids) != 1 || ids[0] != "atelier" {
		t.Errorf("got %v %v, want atelier alone", ids, all)
	}
}

func TestAShellAndASignalAreNobodyWhereTwoMustAgree(t *testing.T) {
	t.Parallel()
	for proof, want := range map[access.Proof]bool{
		access.Session: true, access.Token: true, access.LocalShell: false, access.Signal: false,
		access.PortalLink: false, access.Mail: false, access.Program: false,
	} {
		if got := (access.Actor{Name: "claire", Proof: proof}).Identified(); got != want {
			t.Errorf("%s: %v, want %v", proof, got, want)
		}
	}
	if access.Shell("root").Identified() || (access.Actor{Proof: access.Session}).Identified() {
		t.Error("a shell, or a session without a name, is somebody")
	}
}
