package sample

func f(db *gorm.DB, row caseRow) { db.Where(&row).Find(nil) } // ban: condition that is not "... ?"
