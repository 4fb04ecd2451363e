package api

import (
	"errors"
	"math"
	"strconv"
	"time"

	"selter/api/gen"
	"selter/pkg/identity"
	"selter/pkg/identity/vault"
)

// refusedAs words what identity says, with code for a wrong guess and for what is not, or
// no longer, known: which of the two it was is nobody's business.
func refusedAs(code string, err error) error {
	if unfit, ok := errors.AsType[*identity.Unfit](err); ok {
		field := "/" + unfit.Field
		if unfit.Field == "lifetime" {
			field = "/days"
		}
		return reject("invalid_body", field, unfit.Problem)
	}
	for _, is := range []struct {
		err  error
		code string
	}{
		{identity.ErrRefused, code},
		{identity.ErrUnknown, code},
		{identity.ErrUnlinked, "not_linked"},
		{identity.ErrUnauthenticated, "unauthenticated"},
		{identity.ErrNeedsSession, "needs_session"},
		{identity.ErrNeedsProof, "needs_proof"},
		{identity.ErrNeedsSecondFactor, "needs_second_factor"},
		{identity.ErrNoSecondFactor, "no_second_factor"},
		{ErrProviderUnavailable, "unavailable"},
	} {
		if errors.Is(err, is.err) {
			return &rejection{code: is.code}
		}
	}
	return err // *identity.TooMany, and faults
}

// faultsOf words what is wrong with particulars; it never repeats one.
func faultsOf(err error, under string) error {
	if one, ok := errors.AsType[vault.Fault](err); ok {
		err = vault.Faults{one}
	}
	faults, ok := errors.AsType[vault.Faults](err)
	if !ok {
		return err
	}
	r := &rejection{code: "invalid_body"}
	for _, fault := range faults {
		field := under
		if vault.IsField(fault.Field) {
			field += "/" + string(fault.Field)
		}
		r.reasons = append(r.reasons, gen.Reason{Code: "particular_is_well_formed", Field: field, Detail: fault.Rule})
	}
	return r
}

// retryAfter is a wait as HTTP writes it: whole seconds, and none too few.
func retryAfter(wait time.Duration) string {
	return strconv.FormatInt(int64(math.Ceil(max(wait, time.Second).Seconds())), 10)
}
