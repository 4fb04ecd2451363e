package house

import (
	"context"
	"path/filepath"

	"selter/pkg/casework"
	"selter/pkg/notify"
)

// noticesFolder is where an embedded house lays a copy of every notice, in its data folder.
const noticesFolder = "notices"

// openNotices opens how people are told: what the desk says goes into inboxes, and from there by the carriers out of the house.
func (h *House) openNotices() (casework.Notifier, error) {
	carriers, err := h.carriers()
	if err != nil {
		return nil, err
	}
	h.courier = notify.NewCourier(h.Store.Mailroom(), carriers, h.config.Log)
	return &notify.Dispatcher{Store: h.Store.Mailroom(), Cases: h.Store, Words: h.Glossary, Carriers: carriers, Ring: h.courier.Ring}, nil
}

// carriers are the ways by which notices leave the house. Another one is another line here.
func (h *House) carriers() ([]notify.Carrier, error) {
	var carriers []notify.Carrier
	if h.config.Embedded() {
		folder, err := notify.OpenFolder(filepath.Join(h.config.Data, noticesFolder))
		if err != nil {
			return nil, err
		}
		folder.Scratch = h.config.Scratch
		h.closers = append(h.closers, folder.Close)
		carriers = append(carriers, folder)
	}
	return carriers, nil
}

// settle does what is due and brings what was posted by it.
func (h *House) settle(ctx context.Context) error {
	if _, err := h.Sweep.Once(ctx); err != nil {
		return err
	}
	_, err := h.courier.Once(ctx)
	return err
}
