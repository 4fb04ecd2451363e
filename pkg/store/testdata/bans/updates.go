package sample

func f(db *gorm.DB, row caseRow) { db.Model(&caseRow{}).Updates(row) } // ban: Updates
