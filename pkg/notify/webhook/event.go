package webhook

import (
	"time"

	"selter/pkg/casework"
	"selter/pkg/notify"
	"selter/workflow"
	"selter/workflow/wire"
)

// MediaType is that of a message.
const MediaType = "application/cloudevents+json"

// An Event is a message: CloudEvents 1.0 in JSON.
type Event struct {
	SpecVersion string    `json:"specversion"`
	ID          string    `json:"id"`     // the webhook-id
	Source      string    `json:"source"` // the server
	Type        string    `json:"type"`   // selter.<event>, selter.<deadline>.reminder, selter.ping
	Subject     string    `json:"subject,omitzero"`
	Time        time.Time `json:"time"`
	MediaType   string    `json:"datacontenttype"`
	Data        Data      `json:"data"`
}

// Data is what a message tells: ids and code words. What they mean stands in /v1/procedures.
type Data struct {
	Notice    string         `json:"notice,omitzero"`
	Case      string         `json:"case,omitzero"`
	Procedure string         `json:"procedure,omitzero"`
	Agency    string         `json:"agency,omitzero"`
	Role      workflow.Role  `json:"role,omitzero"` // who is told
	About     workflow.Event `json:"about,omitzero"`
	Reminder  bool           `json:"reminder"`
}

// Types of messages.
const (
	typePrefix     = "selter."
	reminderSuffix = ".reminder"
	pingType       = typePrefix + "ping"
)

// usualSource names a server of which nobody knows under which URL it is found.
const usualSource = "urn:selter"

// eventOf is the message of a parcel. It is the same each time, byte for byte.
func eventOf(source string, parcel notify.Parcel, record casework.Record) Event {
	n := parcel.Notice
	e := event(source, parcel.ID.String(), typePrefix+string(n.About), n.At)
	if n.Reminder {
		e.Type += reminderSuffix
	}
	e.Subject = n.Case.String()
	e.Data = Data{
		Notice: n.ID.String(), Case: n.Case.String(), Procedure: record.Procedure, Agency: n.Agency, Role: n.Role, About: n.About, Reminder: n.Reminder,
	}
	return e
}

func event(source, id, kind string, at time.Time) Event {
	return Event{SpecVersion: "1.0", ID: id, Source: source, Type: kind, Time: at.UTC(), MediaType: "application/json"}
}

func (e Event) encode() ([]byte, error) { return wire.Canonical(e) }
