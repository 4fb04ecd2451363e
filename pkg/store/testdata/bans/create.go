package sample

func f(db *gorm.DB, row caseRow) { db.Create(&row) } // ban: Create
