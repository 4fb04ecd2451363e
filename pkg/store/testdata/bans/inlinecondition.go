package sample

func f(db *gorm.DB, row *caseRow, id string) { db.Take(row, id) } // ban: inline condition
