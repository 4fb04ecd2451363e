package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/identity"
	"selter/workflow"
	"selter/workflow/wire"
)

// A kind is one sort of problem document, with the page that explains it.
type kind struct {
	code   string
	status int
	title  string // Indonesian
	detail string // English
	page   string // what to do about it
}

// kinds is every problem that the API answers with.
var kinds = []kind{
	{"malformed_request", 400, "Permintaan tidak dapat dibaca", "The request's path, query or headers are not as the contract says.", "Look at the contract (/openapi.yaml) for the parameters of this path. Each reason names the one that is wrong."},
	{"malformed_body", 400, "Isi permintaan bukan JSON yang sah", "The body is not one strict JSON document.", "Send exactly one JSON value in UTF-8, no member twice, nothing after it, at most 32 levels deep."},
	{"invalid_body", 422, "Isi permintaan tidak sesuai bentuknya", "A member of the body is missing, unknown or has not the right form.", "Each reason points to the member (an RFC 6901 pointer). The contract has the form of each event's body."},
	{"unauthenticated", 401, "Identitas belum dikenal", "The request does not say who it is from.", "Send an Authorization header with a token that this server accepts."},
	{"login_refused", 401, "Nama, kata sandi, atau kode tidak diterima", "The login was not accepted. Which part of it was wrong is not said.", "Check name, password and the code of the second factor. Too many wrong ones close the door for a while."},
	{"provider_refused", 401, "Masuk lewat penyedia tidak diterima", "What the provider of identities answered was not accepted, or came back too late or to another browser.", "Begin again at /v1/oidc/login in the same browser."},
	{"proof_refused", 403, "Kata sandi atau kode tidak diterima", "The password or the code that you gave is wrong, or was used already.", "Give the present password, or the next code of the second factor."},
	{"invitation_refused", 403, "Undangan tidak berlaku", "The invitation has been used or replaced, has expired, or is none.", "Ask who invited you for a new one."},
	{"not_linked", 403, "Identitas penyedia belum ditautkan", "The provider knows you; this server does not know which of its people you are.", "Log in with your password once and link the two under /v1/oidc/link."},
	{"needs_session", 403, "Hanya melalui sesi peramban", "Only the person may do this, at a browser; a program's token may not.", "Log in under /v1/session."},
	{"needs_proof", 403, "Buktikan kembali identitas Anda", "Your login is too long ago for this.", "Give the password again, or log in anew."},
	{"needs_second_factor", 403, "Diperlukan faktor kedua", "This needs a session in which the second factor was given.", "Give a code under /v1/session/second-factor."},
	{"wrong_actor", 403, "Peran Anda tidak berwenang", "None of your roles may do this.", "The reason lists the roles that may. Roles come from duties, not from requests."},
	{"not_for_you", 403, "Bukan untuk Anda", "Your part in the case does not let you read this.", "The table of reads (workflow/access/README.md) says which part reads what. Parts come from duties, not from requests."},
	{"scope_missing", 403, "Token tidak berlaku untuk ini", "The token was issued for other things.", "Issue a token with the scope that the reason names, or sign in."},
	{"cross_origin", 403, "Permintaan dari situs lain", "A session's cookie may only be used from the pages of this server.", "Programs and pages of other origins use a token in the Authorization header, and no cookie."},
	{"not_found", 404, "Tidak ditemukan", "There is nothing of this name here.", "Check the identifier and the path."},
	{"unknown_event", 404, "Peristiwa tidak dikenal", "The procedure has no event of this name.", "The events of a procedure stand in its table (/v1/procedures)."},
	{"method_not_allowed", 405, "Metode tidak didukung", "This path does not take this method.", "The Allow header lists the methods that it takes."},
	{"wrong_state", 409, "Tahapan belum atau tidak lagi memungkinkan", "The event is not possible in the present state of the case.", "The reason lists the states in which it is. Read the case for what is open now."},
	{"login_taken", 409, "Nama masuk sudah dipakai", "The login name belongs to somebody.", "Choose another one."},
	{"identity_taken", 409, "Identitas penyedia sudah ditautkan", "This identity at the provider is bound to somebody already.", "Whoever has it must release it first."},
	{"number_taken", 409, "Nomor sudah tercatat atas nama orang lain", "A NIK or NIP that was given is recorded of somebody else.", "Look the person up before a second file is opened."},
	{"no_second_factor", 409, "Tidak ada faktor kedua", "There is no second factor to confirm, or none to give a code of.", "Begin one under /v1/session/totp."},
	{"lost_race", 409, "Berkas sedang diubah pihak lain", "The case kept moving while the event was decided. Nothing was written.", "Read the case again and decide whether the event is still wanted."},
	{"stale_revision", 412, "Berkas sudah berubah", "The case is at another revision than If-Match says. Nothing was written.", "Read the case again; its ETag is the revision to expect."},
	{"body_too_large", 413, "Isi permintaan terlalu besar", "The body is larger than this path takes: 1 MiB, or 10 MiB for a file.", "Send less in one request."},
	{"unsupported_media_type", 415, "Jenis isi tidak didukung", "The body must be application/json in UTF-8 or, where a file is taken, a PDF, JPEG or PNG; and not compressed.", "Set the Content-Type that the contract names for the path and leave Content-Encoding out."},
	{"guarded", 422, "Ditolak karena syarat hukum tidak terpenuhi", "The law stands against this event; each reason says which rule and which numbers.", "Every reason is listed at once, with its legal text and how certain that citation is."},
	{"file_refused", 422, "Berkas tidak dapat diterima", "The file is not what it is said to be, or holds more than pages or a picture. Nothing was kept.", "The reason names the rule. Save the document anew as a plain PDF, JPEG or PNG, without a password, programs or attachments."},
	{"key_reused", 422, "Kunci idempotensi sudah dipakai", "The Idempotency-Key belongs to another command. Nothing was written.", "Use a new key for each command and the same key only to repeat it unchanged."},
	{"policy_unresolved", 422, "Kebijakan tidak dapat ditentukan", "There is no policy pack for this base, profile and day.", "Look at /v1/policy/packs for what is in force on a day."},
	{"precondition_required", 428, "Revisi berkas belum disebut", "The request must say by If-Match which revision of the case it means.", "Send the ETag that you read, or * for any revision."},
	{"too_many_requests", 429, "Terlalu banyak permintaan", "You, or the address that you come from, ask too often.", "Wait as long as Retry-After says. What was refused has not happened; repeat it with the same Idempotency-Key."},
	{"too_many_attempts", 429, "Terlalu banyak percobaan", "So many wrong ones were tried that the next is not looked at.", "Wait as long as Retry-After says. Another address does not help."},
	{"fault", 500, "Kesalahan pada sistem", "Something went wrong here. The request's id finds it in the log.", "Repeat the request with the same Idempotency-Key; tell the operator the id if it happens again."},
	{"unavailable", 503, "Sistem sedang tidak tersedia", "The request could not be finished in time.", "Repeat it with the same Idempotency-Key after a while."},
}

func kindOf(code string) (kind, bool) {
	for _, k := range kinds {
		if k.code == code {
			return k, true
		}
	}
	return kind{}, false
}

// A rejection is a no that the edge itself says. Reasons name places, never values.
type rejection struct {
	code    string
	reasons []gen.Reason
}

func (r *rejection) Error() string {
	said := make([]string, len(r.reasons))
	for i, reason := range r.reasons {
		said[i] = strings.TrimSpace(reason.Field + " " + reason.Detail)
	}
	return strings.TrimSpace(r.code + " " + strings.Join(said, "; "))
}

// reject names one place that is wrong: "header:If-Match", "query:limit", "/plan".
func reject(code, field, detail string) error {
	return &rejection{code, []gen.Reason{{Code: "request_is_well_formed", Field: field, Detail: detail}}}
}

func rejectAll(code string, problems wire.Problems) error {
	r := &rejection{code: code}
	for _, p := range problems {
		r.reasons = append(r.reasons, gen.Reason{Code: workflow.BodyIsWellFormed, Field: p.Field, Detail: p.Problem})
	}
	return r
}

// problem turns an error into the document that answers it. It is the only place
// in the tree that does; what it does not know is a fault, of which the caller
// learns nothing but the request's id.
func (s *Server) problem(ctx context.Context, err error) gen.Problem {
	p := gen.Problem{Instance: exchangeOf(ctx).ID}
	code := "fault"
	if refusal, ok := errors.AsType[*workflow.Refusal](err); ok {
		code = codeOf(refusal.Kind)
		p.State, p.Reasons = string(refusal.State), s.reasons(refusal.Reasons)
		if refusal.Kind != workflow.UnknownEvent {
			p.Event = string(refusal.Event)
		}
	} else if r, ok := errors.AsType[*rejection](err); ok {
		code, p.Reasons = r.code, r.reasons
	} else if stale, ok := errors.AsType[*casework.StaleRevision](err); ok {
		code, p.Revision = "stale_revision", stale.Current
		p.Reasons = []gen.Reason{{Code: "revision_is_current", Field: "header:If-Match", Detail: "names another revision"}}
	} else if _, ok := errors.AsType[*tooMany](err); ok {
		code = "too_many_requests"
	} else if of, ok := errors.AsType[*echo.HTTPError](err); ok {
		// Its message may repeat what was sent, so only its number is used.
		code = codeForStatus(of.Code)
	} else if _, ok := errors.AsType[*identity.TooMany](err); ok {
		code = "too_many_attempts"
	} else if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		code = "body_too_large"
	} else {
		code = codeForError(err)
	}
	k, known := kindOf(code)
	if !known {
		k, _ = kindOf("fault")
	}
	for i := range p.Reasons {
		if p.Reasons[i].Says == "" {
			p.Reasons[i].Says = s.says(p.Reasons[i].Code)
		}
	}
	p.Code, p.Status, p.Title, p.Detail, p.Type = k.code, k.status, k.title, k.detail, "/problems/"+k.code
	return p
}

func codeOf(refused workflow.Kind) string {
	switch refused {
	case workflow.UnknownEvent:
		return "unknown_event"
	case workflow.Malformed:
		return "invalid_body"
	case workflow.WrongState:
		return "wrong_state"
	case workflow.WrongActor:
		return "wrong_actor"
	case workflow.Guarded:
		return "guarded"
	}
	return "fault"
}

func codeForError(err error) string {
	switch {
	case errors.Is(err, errUnauthenticated):
		return "unauthenticated"
	case errors.Is(err, casework.ErrNoCase), errors.Is(err, casework.ErrNoPack):
		return "not_found"
	case errors.Is(err, casework.ErrLostRace), errors.Is(err, casework.ErrKeyUsed), errors.Is(err, casework.ErrFileExists):
		return "lost_race"
	case errors.Is(err, casework.ErrTaken):
		return "number_taken"
	case errors.Is(err, casework.ErrKeyReused):
		return "key_reused"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "unavailable"
	}
	return "fault"
}

func codeForStatus(status int) string {
	switch status {
	case http.StatusNotFound:
		return "not_found"
	case http.StatusMethodNotAllowed:
		return "method_not_allowed"
	case http.StatusRequestEntityTooLarge:
		return "body_too_large"
	case http.StatusUnsupportedMediaType:
		return "unsupported_media_type"
	case http.StatusServiceUnavailable:
		return "unavailable"
	}
	if status >= 400 && status < 500 {
		return "malformed_request"
	}
	return "fault"
}

// reasons adds the Indonesian sentences to what the domain says.
func (s *Server) reasons(domain []workflow.Reason) []gen.Reason {
	var out []gen.Reason
	for _, r := range domain {
		out = append(out, gen.Reason{
			Code: r.Code, Field: r.Field, Detail: r.Detail, Says: s.says(r.Code), Evidence: r.Evidence, Citations: r.Citations,
		})
	}
	return out
}

func (s *Server) says(code string) string {
	if s.config.Says == nil {
		return ""
	}
	return s.config.Says(code)
}
