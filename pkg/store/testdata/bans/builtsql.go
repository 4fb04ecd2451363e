package sample

func f(db *gorm.DB, id string) {
	db.Exec(fmt.Sprintf("DELETE FROM cases WHERE id = %q", id)) // ban: SQL put together from values
}
