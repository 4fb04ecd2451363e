package dossier

import "context"

// again is what helps who made a file from which not everything can be taken out.
const again = "print the document to a new PDF, or save the picture anew, and hand that in"

// Strip makes the copy of a file that may circulate under the standard limits, see
// Limits.Strip.
func Strip(accepts Accepts, content []byte) ([]byte, error) {
	return Standard().Strip(accepts, content)
}

// Strip makes a copy of a file that shows the same and says nothing of who made it, where,
// when and with what: no metadata, no remarks, no earlier versions, nothing that the pages
// do not lead to. A file that Inspect does not take is refused as there; one that holds
// such things where they cannot be taken out is refused as FileMetadata.
//
// What the pages and the picture themselves show stays: a name in a letterhead, a
// signature, the dots that some printers leave. So does what only its compression tells,
// such as which camera writes such tables.
func (l Limits) Strip(accepts Accepts, content []byte) (stripped []byte, err error) {
	before, err := l.Inspect(accepts, content)
	if err != nil {
		return nil, err
	}
	defer func() {
		if fault := recover(); fault != nil { // see Inspect
			stripped, err = nil, refuse(FileDamaged, "the file cannot be read (%T)", fault)
		}
	}()
	switch before.Media {
	case MediaPDF:
		stripped, err = l.stripPDF(content)
	case MediaJPEG:
		stripped = stripJPEG(content)
	default:
		stripped, err = stripPNG(content)
	}
	if err != nil {
		return nil, err
	}
	// What is taken away must not be missed: the copy is read to its last byte as well.
	after, err := l.Inspect(accepts, stripped)
	if err != nil || after.Pages != before.Pages || after.Width != before.Width || after.Height != before.Height {
		return nil, refuse(FileMetadata, "the file cannot be read any more without what it says of its maker: "+again)
	}
	return stripped, nil
}

// Strip makes the copy of a file that may circulate, when it is the file's turn to be
// looked at, see Limits.Strip. The scanner is shown the file as it came.
func (d *Dossier) Strip(ctx context.Context, content []byte, accepts Accepts) ([]byte, error) {
	if _, err := d.look(ctx, d.limits(), content, accepts); err != nil {
		return nil, err
	}
	leave, err := d.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return d.limits().Strip(accepts, content)
}
