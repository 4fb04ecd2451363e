package sample

func f(db *gorm.DB, row caseRow) { db.Save(&row) } // ban: Save
