package sample

func (s *Store) f() {
	s.writes.Transaction(func(tx *gorm.DB) error {
		return s.writes.Exec("DELETE FROM cases").Error // ban: outer handle in a transaction
	})
}
