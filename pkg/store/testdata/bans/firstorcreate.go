package sample

func f(db *gorm.DB, row caseRow) { db.FirstOrCreate(&row) } // ban: FirstOrCreate
