// Package notify tells people what happens to cases. Reading order: dispatcher.go finds who is told and puts the letter into their inboxes,
// courier.go carries parcels out of the house by whatever Carriers there are; ports.go says what lies between them. Notices name a case, a
// role and an event; what a letter says comes from selter/workflow/notice.
package notify
