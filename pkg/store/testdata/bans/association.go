package sample

func f(db *gorm.DB, row caseRow) { db.Model(&row).Association("Timers").Append(nil) } // ban: Association
