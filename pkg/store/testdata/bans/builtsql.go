package sample

func f(db *gorm.DB, agency string) { db.Exec(fmt.Sprintf("DELETE FROM cases WHERE agency = '%s'", agency)) } // ban: SQL put together from values
