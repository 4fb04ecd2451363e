package api

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"selter/api/gen"
	"selter/workflow/wire"
)

// A reply is an answer as bytes. It answers every operation, so that what goes
// out is written in one place, in canonical JSON, and an answer that the desk
// recorded goes out byte for byte.
type reply struct {
	status int
	media  string
	header http.Header
	body   []byte
}

// ok is a reply in canonical JSON. Facts, bodies of journals and answers of the desk in it
// were canonical when they were recorded. They are not read again, which would take longer
// than all that is around them.
func ok(body any) (reply, error) {
	canonical, err := wire.CanonicalAround(body, rand.Text())
	if err != nil {
		return reply{}, err
	}
	return said(canonical), nil
}

// said is a reply in JSON that is written already.
func said(body jsontext.Value) reply {
	return reply{status: http.StatusOK, media: "application/json", header: http.Header{}, body: body}
}

func text(media string, body []byte) reply {
	return reply{status: http.StatusOK, media: media, header: http.Header{}, body: body}
}

// problemReply is the answer to a request that came to nothing.
func problemReply(p gen.Problem) reply {
	r := reply{status: p.Status, media: "application/problem+json", header: http.Header{}}
	body, err := wire.Canonical(p)
	if err != nil {
		// Some evidence has no JSON form: without its reasons a problem always has one.
		p.Reasons = nil
		body, _ = wire.Canonical(p)
	}
	r.body = body
	switch p.Code {
	case "unauthenticated", "login_refused", "provider_refused":
		r.header.Set("WWW-Authenticate", "Bearer")
	case "stale_revision":
		r.header.Set("ETag", etag(p.Revision))
	case "unavailable":
		r.header.Set("Retry-After", "1")
	}
	return r
}

// with adds a header.
func (r reply) with(name, value string) reply {
	r.header.Set(name, value)
	return r
}

func (r reply) write(w http.ResponseWriter) error {
	h := w.Header()
	maps.Copy(h, r.header)
	if r.media == "" { // there is nothing to be said
		w.WriteHeader(r.status)
		return nil
	}
	h.Set("Content-Type", r.media)
	h.Set("Content-Length", strconv.Itoa(len(r.body)))
	w.WriteHeader(r.status)
	if _, err := w.Write(r.body); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

// The generated code asks each operation's answer for a method of its own.

func (r reply) VisitDocsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitDocsAssetResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitLiveResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitMetricsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitContract30Response(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitContractResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitExplainProblemResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadyResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitSetDemoClockResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitResolvePolicyResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadPolicyPackResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListProceduresResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadProcedureResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitDrawProcedureResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListRoundsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitOpenRoundResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadRoundResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListDeadlinesResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadBoardResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadRegionFreezeResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListRoundDeadlinesResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListRoundEventsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitActOnRoundResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadRoundJournalResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListRoundNoticesResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitActOnSelectionsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListSelectionsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadSelectionResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListSelectionDeadlinesResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListSelectionEventsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitActOnSelectionResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadSelectionJournalResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListSelectionNoticesResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitVersionResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitLogInResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadSessionResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitLogOutResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitChangePasswordResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitBeginSecondFactorResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitConfirmSecondFactorResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitGiveSecondFactorResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitAcceptInvitationResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListTokensResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitIssueTokenResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitRevokeTokenResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitBeginProviderLoginResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitFinishProviderLoginResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitBeginProviderLinkResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitEnrolPersonResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitFindPersonResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadPersonResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListPersonEventsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitActOnPersonResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadPersonJournalResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadParticularsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitRecordParticularsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListReadingsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitExportPersonResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListMandatesResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitActOnMandateOfResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadMandateResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListMandateEventsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitActOnMandateResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadMandateJournalResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitSetDemoCastResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitActOnApplicationForResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitActOnApplicationResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitActOnSheetResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitCheckPrintedResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitAttachDocumentResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitDownloadDocumentResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitHandInPaperResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitLinkDocumentResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitLinkPaperResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListApplicationEventsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListApplicationsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListPublicRoundsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListSelectionApplicationsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListSelectionPapersResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListSelectionSheetsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListSheetEventsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitPrintDocumentResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadApplicationJournalResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadApplicationResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadPaperJournalResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadPaperResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadPublicRoundResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadPublicSelectionResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadRankingResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadReceiptResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadSheetJournalResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadSheetResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitVerifyReceiptResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListWebhooksResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitMakeWebhookResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitRemoveWebhookResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitRotateWebhookResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitPingWebhookResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListWebhookDeliveriesResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadRoundCalendarResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadPublicRoundCalendarResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitShareCalendarResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitUnshareCalendarResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadCalendarResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitFileComplaintResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitFileAgencyComplaintResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListComplaintsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadComplaintResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListComplaintEventsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitActOnComplaintResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadComplaintJournalResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListComplaintDeadlinesResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadComplaintFindingsResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitAttachToComplaintResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitDownloadAttachmentResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadReporterResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitDownloadOriginalResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListMyNoticesResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadMyNoticeResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadMyPreferencesResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitSetMyPreferencesResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitReadComplianceResponse(w http.ResponseWriter) error { return r.write(w) }

func (r reply) VisitListComplianceChangesResponse(w http.ResponseWriter) error { return r.write(w) }
