package api

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	"selter/api/gen"
	"selter/pkg/casework"
	"selter/pkg/custody"
	"selter/workflow"
	"selter/workflow/complaint"
)

// Attachments keep what is handed in with complaints: as it came, under seal, and a copy that
// says nothing of who made it.
type Attachments interface {
	// Strip makes the copy of a file that is said to be of a media type; one that is not taken
	// is a *FileRefused.
	Strip(ctx context.Context, media string, content []byte) ([]byte, error)
	// KeepOriginal keeps a file as it came and answers its name.
	KeepOriginal(ctx context.Context, of workflow.CaseID, content []byte) (name string, err error)
	// Original reads it for one of a pair of custodians.
	Original(ctx context.Context, reader custody.Reader, loaded casework.Loaded, name string) ([]byte, error)
	// KeepCopy keeps the copy, and Copy reads it, by its SHA-256.
	KeepCopy(ctx context.Context, of workflow.CaseID, content []byte) ([32]byte, error)
	Copy(ctx context.Context, of workflow.CaseID, sum []byte) ([]byte, error)
}

// AttachToComplaint keeps a file and its copy, and tells the complaint of them, in this order:
// files of which nobody was told do no harm.
func (s *Server) AttachToComplaint(ctx context.Context, request gen.AttachToComplaintRequestObject) (gen.AttachToComplaintResponseObject, error) {
	record, offers, err := s.offersOf(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	ex := exchangeOf(ctx)
	done, err := tell(offers, complaint.AttachToComplaint, func() (any, error) { return s.attached(ctx, record) }, func(r casework.Request) (casework.Reply, error) {
		r.Procedure, r.By, r.Key, r.Expect = complaint.Name, ex.caller(), ex.Key, ex.Expect
		r.Fingerprint = s.config.Custody.Mark(ex.Fingerprint) // a hash of the file tells it to who has the file
		return s.config.Desk.Handle(ctx, record.ID, r)
	})
	if err != nil {
		return nil, err
	}
	return acted(done), nil
}

// attached keeps the file of the request with its copy. Its name is of our making: the one
// that it had may say whose it is.
func (s *Server) attached(ctx context.Context, record casework.Record) (any, error) {
	ex := exchangeOf(ctx)
	facts, err := factsOf[complaint.Facts](record)
	if err != nil {
		return nil, err
	}
	stripped, err := s.config.Attachments.Strip(ctx, ex.Media, ex.File)
	if err != nil {
		return nil, refusedFile(err)
	}
	original, err := s.config.Attachments.KeepOriginal(ctx, record.ID, ex.File)
	if err != nil {
		return nil, err
	}
	sum, err := s.config.Attachments.KeepCopy(ctx, record.ID, stripped)
	if err != nil {
		return nil, err
	}
	return complaint.AttachToComplaintBody{
		Name:   fmt.Sprintf("lampiran-%d%s", len(facts.Attachments)+1, extensionOf(ex.Media)),
		SHA256: hex.EncodeToString(sum[:]), Size: int64(len(stripped)), Media: ex.Media, OriginalSHA256: original,
	}, nil
}

// DownloadAttachment answers the copy of a file that was handed in.
func (s *Server) DownloadAttachment(ctx context.Context, request gen.DownloadAttachmentRequestObject) (gen.DownloadAttachmentResponseObject, error) {
	record, err := s.readable(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	attachment, err := attachmentOf(record, request.Name)
	if err != nil {
		return nil, err
	}
	sum, err := hex.DecodeString(attachment.SHA256)
	if err != nil {
		return nil, fmt.Errorf("the digest of a file: %w", err)
	}
	content, err := s.config.Attachments.Copy(ctx, record.ID, sum)
	if err != nil {
		return nil, err
	}
	return saved(record, attachment, content), nil
}

// DownloadOriginal answers a file as it was handed in, to one of a pair of custodians: it may
// say who complained.
func (s *Server) DownloadOriginal(ctx context.Context, request gen.DownloadOriginalRequestObject) (gen.DownloadOriginalResponseObject, error) {
	loaded, err := s.underSeal(ctx, request.ID)
	if err != nil {
		return nil, err
	}
	attachment, err := attachmentOf(loaded.Record, request.Name)
	if err != nil {
		return nil, err
	}
	content, err := s.config.Attachments.Original(ctx, s.custodian(ctx), loaded, attachment.OriginalSHA256)
	if err != nil {
		return nil, sealedAs(err)
	}
	return saved(loaded.Record, attachment, content), nil
}

// attachmentOf finds a file of a complaint by its name.
func attachmentOf(record casework.Record, name string) (complaint.Attachment, error) {
	facts, err := factsOf[complaint.Facts](record)
	if err != nil {
		return complaint.Attachment{}, err
	}
	i := slices.IndexFunc(facts.Attachments, func(a complaint.Attachment) bool { return a.Name == name })
	if i < 0 {
		return complaint.Attachment{}, casework.ErrNoCase
	}
	return facts.Attachments[i], nil
}

// saved is a file as something to be saved: it came from a stranger, and no page of ours is
// to show it.
func saved(record casework.Record, attachment complaint.Attachment, content []byte) reply {
	return text(attachment.Media, content).
		with("Content-Disposition", `attachment; filename="`+record.Ref+"-"+attachment.Name+`"`).
		with("Content-Security-Policy", "sandbox; default-src 'none'")
}
